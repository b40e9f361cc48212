// Types of the package: "tsc" must accept all of this, and find an error where one is expected.

import { boh, callsWith, type AddSectionArguments, type BookSeatsRow, type EventInList, type HeroSection, type Section, type SearchPage,
  SoldOutError } from '@boh/prisma';
import { PrismaClient } from './generated';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false;
const same = <A, B>(..._: Equal<A, B> extends true ? [] : ['the types differ']) => {};

const base = null as unknown as PrismaClient;
const prisma = base.$extends(boh());

export async function calls() {
  const booking = await prisma.$boh().bookSeats({ event: 'id', customer: 'id', seatCount: 2 });
  same<typeof booking, BookSeatsRow>();
  same<typeof booking.totalPrice, string>();
  same<typeof booking.expiresAt, Date | null>();
  same<Awaited<ReturnType<ReturnType<typeof callsWith>['availableSeats']>>, number>();
  same<Awaited<ReturnType<ReturnType<typeof callsWith>['nextPublication']>>, Date | null>();
  // @ts-expect-error an argument is missing
  await prisma.$boh().bookSeats({ event: 'id', customer: 'id' });
  // @ts-expect-error a number
  await prisma.$boh().bookSeats({ event: 'id', customer: 'id', seatCount: '2' });
  // @ts-expect-error there is no such argument
  await prisma.$boh().availableSeats({ evnet: 'id' });
  // @ts-expect-error functions for policies are left out
  await prisma.$boh().bookedEvents();
  const section = await prisma.$boh().addSection({ page: 'id', sectionType: 'TEXT', data: { content: '' } });
  same<typeof section, string>();
  const events = await prisma.$boh().listEvents();
  same<typeof events.rows, EventInList[]>();
  for await (const event of prisma.$boh().each.listEvents({ filters: { city: 'Berlin' } })) {
    same<typeof event, EventInList>();
  }
  // @ts-expect-error the iterator has the cursor
  prisma.$boh().each.listEvents({ cursor: 'x' });
  // @ts-expect-error no list
  prisma.$boh().each.bookSeats({});
}

export async function documents() {
  const page = await prisma.$boh().page({ slug: 'about-us' });
  // @ts-expect-error there may be no such page
  page.title;
  for (const section of page!.sections) {
    if (section.type === 'HERO') {
      same<typeof section.data, HeroSection>();
    }
    if (section.type === 'EVENT_LIST') {
      same<typeof section.events, EventInList[] | undefined>();
    }
  }
  const found = await prisma.$boh().search({ query: 'jazz' });
  same<typeof found, SearchPage>();
  const row = found.rows[0]!;
  same<typeof row.kind, 'event' | 'page'>();
  const stats = await prisma.$boh().eventStats({ event: 'id' });
  same<typeof stats.sold.seats, number>();
  for await (const { changes } of prisma.$boh().each.audit()) {
    changes['price']?.before;
  }
}

export async function sessions() {
  const result = await prisma.withSession('token', async (tx, person) => {
    same<typeof person.id, string | null>();
    const bookings = await tx.booking.findMany({ include: { event: true } });
    await tx.$boh().cancelBooking({ booking: bookings[0]!.id });
    // @ts-expect-error a session is one transaction
    tx.$disconnect();
    return bookings[0]!.event.title;
  });
  same<typeof result, string>();
  const hers = prisma.withSession('token');
  same<typeof hers, typeof prisma>();
  const [events, role] = await hers.$transaction([hers.event.count(), hers.$queryRaw<Array<{ role: string }>>`SELECT boh_session_role() AS role`]);
  same<[typeof events, typeof role], [number, Array<{ role: string }>]>();
  await prisma.withSession('token', (tx) => tx.event.count(), { isolationLevel: 'Serializable', timeout: 5000 });
  // @ts-expect-error there is no such level
  await prisma.withSession('token', (tx) => tx.event.count(), { isolationLevel: 'Snapshot' });
  // @ts-expect-error a token is text
  prisma.withSession(1);
}

export function errors(error: unknown) {
  if (error instanceof SoldOutError) {
    same<typeof error.available, number | undefined>();
    same<typeof error.eventId, string>();
  }
}

export const sections: Section[] = [
  { type: 'HERO', data: { heading: 'Hello', ctaText: 'Go', ctaLink: '/go' } },
  { type: 'CONTACT_FORM', data: { recipientEmail: 'a@example.org', fields: [
    { name: 'a', label: 'A', type: 'select', options: ['x'] }, { name: 'b', label: 'B', type: 'text' }] } },
  // @ts-expect-error a text for the button needs a link
  { type: 'HERO', data: { heading: 'Hello', ctaText: 'Go' } },
  // @ts-expect-error data of another type
  { type: 'TEXT', data: { heading: 'Hello' } },
  // @ts-expect-error only select has options
  { type: 'CONTACT_FORM', data: { recipientEmail: 'a@example.org', fields: [{ name: 'a', label: 'A', type: 'text', options: ['x'] }] } },
];

// A type of section of one's own, see the end
export const quotes: Section[] = [
  { type: 'QUOTE', data: { text: 'Hello' } },
  // @ts-expect-error data of another type
  { type: 'QUOTE', data: { content: 'Hello' } },
];

export const added: AddSectionArguments = { page: 'id', sectionType: 'IMAGE', data: { url: '/a.png', alt: '' } };
// @ts-expect-error data do not go with the type
export const mixed: AddSectionArguments = { page: 'id', sectionType: 'VIDEO', data: { content: '<p></p>' } };

declare module '@boh/prisma' {
  interface SectionData {
    QUOTE: { text: string };
  }
}
