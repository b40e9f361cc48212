-- Undoes the event domain.

DROP TABLE event_tags;
DROP TABLE tags;
DROP TABLE bookings;
DROP TABLE events;
DROP TABLE venues;
DROP TABLE users;
DROP TYPE booking_status;
DROP TYPE event_category;
DROP TYPE event_status;
DROP TYPE user_role;
