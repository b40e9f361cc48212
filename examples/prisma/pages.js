// What the pages of a shop and of its back office show and do.  shop is the client whose role has the
// profile "app", office the one whose role has the profile "admin".  token is what the visitor's
// browser has sent, or null.
//
// No query here filters rows for security: the database shows each person only what is theirs.

'use strict';

const { withSession, databaseError } = require('./session');

// For everybody, signed in or not
function openEvents(shop, token) {
  return withSession(shop, token, (tx) => tx.$queryRaw`
    SELECT id, slug, title, start_date AS "startDate", price, currency, boh_available_seats(id) AS available
    FROM boh.events
    WHERE status = 'PUBLISHED' AND start_date > now()
    ORDER BY start_date, id
    LIMIT 100`);
}

// For everybody who is signed in; null for others
function account(shop, token) {
  return withSession(shop, token, async (tx, person) => {
    const user = person.id === null ? null : await tx.user.findUnique({ where: { id: person.id } });
    return user && { name: user.name, email: user.email };
  });
}

// For customers.  The browser makes the key once for each order, so that sending it twice books once.
async function book(shop, token, { eventId, seats, key }) {
  try {
    return await withSession(shop, token, async (tx) => {
      const [booking] = await tx.$queryRaw`
        SELECT id, status, seats, total_price AS "totalPrice", currency, expires_at AS "expiresAt"
        FROM boh_book_seats(${eventId}::uuid, boh_session_user(), ${seats}, ${key})`;
      return { booking };
    });
  } catch (error) {
    // Caught here and not within withSession: after an error the transaction can only be rolled back.
    const reason = databaseError(error);
    if (reason?.code === 'BH003') {
      return { available: reason.detail.available };
    }
    throw error;
  }
}

function cancel(shop, token, bookingId, reason) {
  return withSession(shop, token, async (tx) => {
    const [booking] = await tx.$queryRaw`
      SELECT id, status, refund_due AS "refundDue" FROM boh_cancel_booking(${bookingId}::uuid, ${reason})`;
    return booking;
  });
}

// An organizer sees the bookings of their events, too.  So this page asks for the person's own.
function myBookings(shop, token) {
  return withSession(shop, token, async (tx, person) => {
    if (person.id === null) {
      return [];
    }
    const bookings = await tx.booking.findMany({
      where: { userId: person.id },
      orderBy: [{ bookingDate: 'desc' }, { id: 'desc' }],
      take: 100,
      include: { event: { select: { title: true, startDate: true } } },
    });
    return bookings.map(({ event, ...booking }) => ({ ...booking, ...event }));
  });
}

// For organizers
function myEvents(shop, token) {
  return withSession(shop, token, (tx) => tx.$queryRaw`
    SELECT id, title, status, capacity, boh_available_seats(id) AS available
    FROM boh.events
    WHERE author_id = boh_session_user()
    ORDER BY start_date, id
    LIMIT 100`);
}

// Fails with 42501 for somebody else's event.  Names and addresses of customers come from this function
// alone.  With booking.findMany({ include: { user: true } }) user is null, although its type says
// otherwise: the organizer sees the booking, but not the customer's account.
function participants(shop, token, eventId) {
  return withSession(shop, token, (tx) => tx.$queryRaw`
    SELECT name, email, seats, status FROM boh_event_participants(${eventId}::uuid)`);
}

// For administrators.  The client decides: through the client of the shop an administrator sees what an
// organizer sees.
function refundsDue(office, token) {
  return withSession(office, token, async (tx) => {
    const bookings = await tx.booking.findMany({
      where: { status: 'CANCELLED', paymentReference: { not: null }, totalPrice: { gt: 0 } },
      orderBy: [{ cancelledAt: 'asc' }, { id: 'asc' }],
      take: 100,
      select: { id: true, totalPrice: true, currency: true, paymentReference: true, user: { select: { email: true } } },
    });
    return bookings.map(({ user, ...booking }) => ({ ...booking, ...user }));
  });
}

module.exports = { openEvents, account, book, cancel, myBookings, myEvents, participants, refundsDue };
