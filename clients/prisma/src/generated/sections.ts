// Generated from sql/sections by "make clients": do not edit.

/** Contact form: A form with fields. What a visitor fills in is sent to an email address. */
export type ContactFormSection = {
  /** Fields */
  fields: Array<{
    /** Name: Name of the field in the message that is sent; different for each field. */
    name: string;
    /** Label: Text that the visitor reads beside the field. */
    label: string;
    /** Required */
    required?: boolean;
    /** Placeholder */
    placeholder?: string;
  } & ({ type: "select"; options: string[] } | { type: "text" | "email" | "tel" | "textarea" | "checkbox" | "number" | "date"; options?: undefined })>;
  /** Button text */
  submitText?: string;
  /** Recipient: Email address that gets the messages. */
  recipientEmail: string;
  /** Success message: Text that the visitor reads after the form was sent. */
  successMessage?: string;
};

/** Event list: Coming events. */
export type EventListSection = {
  /** Number of events: Largest number of events that are shown. */
  limit?: number;
  /** Category: Category of the events; null means all categories. In the database the values are those of event_category. */
  category?: "CONFERENCE" | "WORKSHOP" | "MEETUP" | "CONCERT" | "FESTIVAL" | "THEATRE" | "EXHIBITION" | "SPORTS" | "NETWORKING" | "CHARITY" | "OTHER" | null;
  /** Order */
  sort?: "date-ascending" | "date-descending" | "title-ascending" | "title-descending";
  /** Display */
  display?: "grid" | "list";
};

/** Gallery: Pictures in a grid. */
export type GallerySection = {
  /** Pictures */
  images: Array<{
    /** Picture */
    url: string;
    /** Alternative text: What the picture shows, for people who do not see it; empty for a picture that only decorates. */
    alt: string;
    /** Caption */
    caption?: string;
  }>;
  /** Columns */
  columns?: number;
  /** Spacing: Space between pictures. */
  spacing?: "none" | "small" | "medium" | "large";
};

/** Hero: The opening of a page: a large heading over a picture, with a call to action. */
export type HeroSection = {
  /** Heading */
  heading: string;
  /** Subheading */
  subheading?: string;
  /** Background picture */
  backgroundImageUrl?: string;
  /** Alignment */
  alignment?: "left" | "center" | "right";
} & ({ ctaText: string; ctaLink: string } | { ctaText?: undefined; ctaLink?: undefined });

/** Image: One picture. */
export type ImageSection = {
  /** Picture */
  url: string;
  /** Alternative text: What the picture shows, for people who do not see it; empty for a picture that only decorates. */
  alt: string;
  /** Caption */
  caption?: string;
  /** Alignment */
  alignment?: "left" | "center" | "right";
  /** Width: Width of the picture on the page. */
  width?: "small" | "medium" | "large" | "full";
};

/** Text: Rich text. */
export type TextSection = {
  /** Content */
  content: string;
  /** Alignment */
  alignment?: "left" | "center" | "right" | "justify";
};

/** Video: A video from YouTube or Vimeo, or from a file. */
export type VideoSection = {
  /** Video: Address of a video on YouTube or Vimeo, or of a video file. */
  url: string;
  /** Preview picture */
  thumbnailUrl?: string;
  /** Caption */
  caption?: string;
};

/** The data of each type of section.  Add your own types with "declare module". */
export interface SectionData {
  CONTACT_FORM: ContactFormSection;
  EVENT_LIST: EventListSection;
  GALLERY: GallerySection;
  HERO: HeroSection;
  IMAGE: ImageSection;
  TEXT: TextSection;
  VIDEO: VideoSection;
}

/** A section as boh_create_page() takes it. */
export type Section = { [Type in keyof SectionData]: { type: Type; data: SectionData[Type]; isVisible?: boolean } }[keyof SectionData];
