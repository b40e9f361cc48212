// What functions with a result of jsonb return.  Ids and times are strings there, as JSON has no others.

import type {
  AuditProof, AuditRow, Erasure, EventStatistics, Facets, HtmlReport, PageDiff, PageDocument, SearchRefresh, SiteStatistics, Suggestions,
} from './documents';

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue | undefined };

/** One page of a list. */
export interface Page<Row> {
  rows: Row[];
  /** For the next call; null at the end. */
  next_cursor: string | null;
}

export interface VenueInList {
  id: string;
  slug: string;
  name: string;
  address: string | null;
  city: string | null;
  country: string | null;
  latitude: number | null;
  longitude: number | null;
}

export interface EventInList {
  id: string;
  slug: string;
  title: string;
  category: string;
  status: string;
  language: string | null;
  start_date: string;
  end_date: string;
  time_zone: string;
  local_start: string;
  local_end: string;
  booking_opens_at: string | null;
  booking_closes_at: string | null;
  published_at: string | null;
  updated_at: string;
  price: number;
  currency: string;
  capacity: number;
  seats_left: number;
  max_seats_per_user: number | null;
  image_url: string | null;
  author_id: string;
  venue: VenueInList | null;
  tags: Array<{ id: string; slug: string; name: string }>;
}

export interface WholeEvent extends EventInList {
  description: string | null;
  video_url: string | null;
  venue: (VenueInList & { description: string | null; capacity: number; amenities: string[] }) | null;
  /** The present slug, if the one asked for is an old one. */
  redirect?: string;
}

interface BookingInList {
  id: string;
  seats: number;
  status: string;
  unit_price: number;
  total_price: number;
  currency: string;
  booking_date: string;
  expires_at: string | null;
  confirmed_at: string | null;
  cancelled_at: string | null;
  refunded_at: string | null;
  cancel_reason: string | null;
  refund_due: boolean;
}

export interface UserBooking extends BookingInList {
  event: { id: string; slug: string; title: string; status: string; start_date: string; end_date: string; venue_id: string | null };
}

export interface EventBooking extends BookingInList {
  user: { id: string; name: string | null; email: string };
}

export interface PageInList {
  id: string;
  slug: string;
  title: string;
  version: number;
  author_id: string;
  published_at: string | null;
  meta_description: string | null;
}

export interface MediaInList {
  id: string;
  url: string;
  filename: string;
  original_filename: string;
  mime_type: string;
  file_size: number;
  width: number | null;
  height: number | null;
  folder: string;
  alt_text: string | null;
  thumbnail_url: string | null;
  uploaded_by: string | null;
  created_at: string;
  updated_at: string;
  deleted_at: string | null;
  uses: number;
}

export interface TagInList {
  id: string;
  slug: string;
  name: string;
  events: number;
  counted_at: string | null;
}

export type Found = { title_html: string; excerpt_html: string | null } & (
  | { kind: 'event'; event: EventInList }
  | { kind: 'page'; page: { id: string; slug: string; title: string; published_at: string } });

export interface SearchPage extends Page<Found> {
  candidates: number;
  /** There may be more. */
  truncated: boolean;
  facets: Facets;
  /** The query with typing errors corrected, whose results these are. */
  did_you_mean: string | null;
  /** The rows have some of the words only. */
  any_word: boolean;
  query_cut: boolean;
}

/** The results that have a type of their own.  All others are JsonValue, and follow other standards or what the caller gives. */
export interface JsonResults {
  listEvents: Page<EventInList>;
  event: WholeEvent;
  listPages: Page<PageInList>;
  listMedia: Page<MediaInList>;
  listTags: Page<TagInList>;
  userBookings: Page<UserBooking>;
  eventBookings: Page<EventBooking>;
  search: SearchPage;
  suggest: Suggestions;
  page: PageDocument;
  pageDiff: PageDiff;
  eventStats: EventStatistics;
  siteStats: SiteStatistics;
  settings: Record<string, JsonValue>;
  audit: Page<AuditRow>;
  auditProof: AuditProof;
  erasures: Erasure[];
  refreshSearch: SearchRefresh;
  sanitizeHtmlReport: HtmlReport;
}

export type Json<Call extends string> = Call extends keyof JsonResults ? JsonResults[Call] : JsonValue;

export type RowOf<Call extends string> = Json<Call> extends Page<infer Row> ? Row : JsonValue;
