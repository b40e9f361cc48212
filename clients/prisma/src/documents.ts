// Documents that are no rows of lists: pages, statistics, proofs and reports.

import type { SectionData } from './generated/sections';
import type { EventInList, JsonValue } from './json';

/** A section that readers see.  Its data go with its type. */
export type SectionOnPage = { [Type in keyof SectionData]: { id: string; type: Type; data: SectionData[Type] }
  & (Type extends 'EVENT_LIST' ? { /** The rows that the list shows, with expand. */ events?: EventInList[] } : unknown)
}[keyof SectionData];

/** A page as readers see it. */
export interface PageDocument {
  id: string;
  /** Null in a preview. */
  version: number | null;
  title: string;
  metaDescription: string | null;
  publishedAt: string | null;
  sections: SectionOnPage[];
  /** The present slug, if the one asked for is an old one. */
  redirect?: string;
  /** When a later version takes over, if one is scheduled. */
  validUntil?: string;
}

interface Change {
  from: string | null;
  to: string | null;
}

/** How two versions of a page differ; positions are counted from 0. */
export interface PageDiff {
  title?: Change;
  metaDescription?: Change;
  sections: {
    added: Array<{ id: string; type: string; to: number }>;
    removed: Array<{ id: string; type: string; from: number }>;
    moved: Array<{ id: string; type: string; from: number; to: number }>;
    /** Paths are JSON Pointers into data. */
    changed: Array<{ id: string; type: string; paths: string[]; oldType?: string }>;
  };
}

/** "NaN" where an amount is no whole number of cents. */
export type Amount = number | 'NaN';

interface Sum {
  bookings: number;
  seats: number;
}

interface Statistics {
  held: Sum;
  sold: Sum;
  cancelled: Sum;
  refunded: Sum;
  /** Conversion is null while no hold has ended. */
  holds: { made: number; open: number; confirmed: number; expired: number; conversion: number | null };
  money: Array<{ currency: string; revenue: Amount; refund_due: Amount; refunded: Amount }>;
  days: Array<{
    day: string;
    currency: string;
    held_seats: number;
    sold_seats: number;
    cancelled_seats: number;
    refunded_seats: number;
    revenue: Amount;
    refund_due: Amount;
    refunded: Amount;
  }>;
}

export interface EventStatistics extends Statistics {
  event_id: string;
  capacity: number;
}

export interface SiteStatistics extends Statistics {
  first_day: string;
  last_day: string;
}

interface FacetValue {
  value: string;
  count: number;
}

/** What the candidates of a search have: the most frequent values. */
export interface Facets {
  category: FacetValue[];
  city: Array<FacetValue & { name: string }>;
  month: FacetValue[];
}

export interface Suggestions {
  words: string[];
  tags: Array<{ name: string; slug: string }>;
  cities: Array<{ name: string }>;
  venues: Array<{ name: string; slug: string }>;
  titles: Array<{ title: string; slug: string }>;
}

/** A row of the audit.  What is empty is missing. */
export interface AuditRow {
  id: string;
  at: string;
  action: string;
  success: boolean;
  retention: string;
  user_id?: string;
  user_role?: string;
  login_role?: string;
  database_role?: string;
  entity?: string;
  entity_id?: string;
  client_address?: string;
  transaction?: string;
  /** By column.  A value that was erased is an object with its hash, a large one an object with size and hash. */
  changes: Record<string, { before: JsonValue; after: JsonValue }>;
}

/** That a row of the audit is under a seal. */
export interface AuditProof {
  content: string;
  leaf_hash: string;
  leaf_index: number;
  tree_size: number;
  path: string[];
  root: string;
  seal: { number: number; content: string; hash: string };
  /** The contents of the next seals, with toSeal. */
  following?: string[];
}

/** Somebody who was erased. */
export interface Erasure {
  user_id: string;
  erased_at: string;
}

/** How many rows of search were written. */
export interface SearchRefresh {
  ended: number;
  events: number;
  pages: number;
  words: number;
}

interface HtmlFinding {
  path: string;
  kind: 'element' | 'attribute' | 'url' | 'class' | 'style' | 'id' | 'comment' | 'text' | 'document';
  name?: string;
  from?: string;
  to?: string;
  message?: string;
}

export interface HtmlReport {
  html: string;
  removed: HtmlFinding[];
  changed: HtmlFinding[];
  truncated: boolean;
}
