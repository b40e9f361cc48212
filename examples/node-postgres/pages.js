// What the pages of a shop and of its back office show and do.  shop is the pool whose role has the
// profile "app", office the one whose role has the profile "admin".  token is what the visitor's
// browser has sent, or null.
//
// No statement here filters rows for security: the database shows each person only what is theirs.

'use strict';

const { withSession, databaseError } = require('./session');

// For everybody, signed in or not
function openEvents(shop, token) {
  return withSession(shop, token, async (tx) => {
    const { rows } = await tx.query(`
      SELECT id, slug, title, start_date AS "startDate", price, currency, boh_available_seats(id) AS available
      FROM boh.events
      WHERE status = 'PUBLISHED' AND start_date > now()
      ORDER BY start_date, id
      LIMIT 100`);
    return rows;
  });
}

// For everybody who is signed in; null for others
function account(shop, token) {
  return withSession(shop, token, async (tx) => {
    const { rows: [person] } = await tx.query('SELECT name, email FROM boh.users WHERE id = boh_session_user()');
    return person ?? null;
  });
}

// For customers.  The browser makes the key once for each order, so that sending it twice books once.
async function book(shop, token, { eventId, seats, key }) {
  try {
    return await withSession(shop, token, async (tx) => {
      const { rows: [booking] } = await tx.query(`
        SELECT id, status, seats, total_price AS "totalPrice", currency, expires_at AS "expiresAt"
        FROM boh_book_seats($1, boh_session_user(), $2, $3)`, [eventId, seats, key]);
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
    const { rows: [booking] } = await tx.query(`
      SELECT id, status, refund_due AS "refundDue" FROM boh_cancel_booking($1, $2)`, [bookingId, reason]);
    return booking;
  });
}

// An organizer sees the bookings of their events, too.  So this page asks for the person's own.
function myBookings(shop, token) {
  return withSession(shop, token, async (tx) => {
    const { rows } = await tx.query(`
      SELECT b.id, b.status, b.seats, b.total_price AS "totalPrice", b.currency, b.booking_date AS "bookingDate",
        e.title, e.start_date AS "startDate"
      FROM boh.bookings b JOIN boh.events e ON e.id = b.event_id
      WHERE b.user_id = boh_session_user()
      ORDER BY b.booking_date DESC, b.id DESC
      LIMIT 100`);
    return rows;
  });
}

// For organizers
function myEvents(shop, token) {
  return withSession(shop, token, async (tx) => {
    const { rows } = await tx.query(`
      SELECT id, title, status, capacity, boh_available_seats(id) AS available
      FROM boh.events
      WHERE author_id = boh_session_user()
      ORDER BY start_date, id
      LIMIT 100`);
    return rows;
  });
}

// Fails with 42501 for somebody else's event.
function participants(shop, token, eventId) {
  return withSession(shop, token, async (tx) => {
    const { rows } = await tx.query('SELECT name, email, seats, status FROM boh_event_participants($1)', [eventId]);
    return rows;
  });
}

// For administrators.  The pool decides: through the pool of the shop an administrator sees what an
// organizer sees.
function refundsDue(office, token) {
  return withSession(office, token, async (tx) => {
    const { rows } = await tx.query(`
      SELECT b.id, u.email, b.total_price AS "totalPrice", b.currency, b.payment_reference AS "paymentReference"
      FROM boh.bookings b JOIN boh.users u ON u.id = b.user_id
      WHERE b.status = 'CANCELLED' AND b.payment_reference IS NOT NULL AND b.total_price > 0
      ORDER BY b.cancelled_at, b.id
      LIMIT 100`);
    return rows;
  });
}

module.exports = { openEvents, account, book, cancel, myBookings, myEvents, participants, refundsDue };
