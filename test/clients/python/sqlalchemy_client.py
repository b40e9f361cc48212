"""SQLAlchemy 1.4, with psycopg2"""

import json
import sys
from contextlib import contextmanager

from sqlalchemy import FetchedValue, MetaData, bindparam, create_engine, select, text
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.automap import automap_base
from sqlalchemy.orm import Session

import steps


def connect(url):
    return create_engine(url, future=True)


def close(engine):
    engine.dispose()


# The block is a transaction: it is committed at its end, and rolled back if it raises.
@contextmanager
def session(engine, token):
    with Session(engine, future=True) as tx, tx.begin():
        person = tx.execute(text("SELECT user_id AS id, role FROM boh_set_session(:token)"), {"token": token}).mappings().one()
        yield tx, dict(person)


def database_error(error):
    if not isinstance(error, DBAPIError) or getattr(error.orig, "pgcode", None) is None:
        return None
    said = error.orig.diag
    detail = said.message_detail
    try:
        detail = json.loads(detail)
    except (TypeError, ValueError):
        pass  # DETAIL of PostgreSQL's own errors is text, if there is one.
    return {"code": error.orig.pgcode, "message": said.message_primary, "detail": detail, "hint": said.message_hint}


def row(tx, statement, **values):
    return tx.execute(statement, values).mappings().one()


def scalar(tx, statement, **values):
    return tx.execute(statement, values).scalar_one()


def find_login(engine, email, client_ip):
    with engine.begin() as tx:
        return row(tx, text("SELECT user_id, password_hash, wait_seconds FROM boh_find_login(:email, :ip)"), email=email, ip=client_ip)


def record_login(engine, email, succeeded, client_ip):
    with engine.begin() as tx:
        return scalar(tx, text("SELECT wait_seconds FROM boh_record_login(:email, :succeeded, :ip)"), email=email, succeeded=succeeded, ip=client_ip)


# A type says that a dictionary is JSON.
LIST_EVENTS = text("SELECT boh_list_events(:filters, :page_size, :cursor)").bindparams(bindparam("filters", type_=JSONB))


def list_events(tx, filters, page_size, cursor):
    return scalar(tx, LIST_EVENTS, filters=filters, page_size=page_size, cursor=cursor)


def book(tx, event, seats, key):
    return row(tx, text("SELECT * FROM boh_book_seats(:event, boh_session_user(), :seats, :key)"), event=event, seats=seats, key=key)


def confirm(engine, booking, payment):
    with engine.begin() as tx:
        return row(tx, text("SELECT * FROM boh_confirm_booking(:booking, :payment)"), booking=booking, payment=payment)


def hurry(tx):
    tx.execute(text("SET LOCAL lock_timeout = '50ms'"))


def page(engine, slug):
    with engine.begin() as tx:
        return scalar(tx, text("SELECT boh_page(:slug)"), slug=slug)


CREATE_PAGE = text("SELECT boh_create_page(:page, :sections)").bindparams(
    bindparam("page", type_=JSONB), bindparam("sections", type_=JSONB))


def create_page(tx, values, sections):
    return scalar(tx, CREATE_PAGE, page=values, sections=sections)


def section_ids(tx, page_id):
    return tx.execute(text("SELECT id FROM boh.content_sections WHERE page_id = :page ORDER BY position"), {"page": page_id}).scalars().all()


def reorder(tx, page_id, sections):
    return scalar(tx, text("SELECT boh_reorder_sections(:page, :sections)"), page=page_id, sections=sections)


def publish(tx, page_id):
    return scalar(tx, text("SELECT boh_publish_page(:page)"), page=page_id)


def upload(tx, original_filename, mime_type, file_size):
    return row(tx, text("""
        INSERT INTO boh.media_files (original_filename, mime_type, file_size) VALUES (:name, :type, :size)
        RETURNING filename, url, file_size"""), name=original_filename, type=mime_type, size=file_size)


ADD_SECTION = text("SELECT boh_add_section(:page, :type, :data)").bindparams(bindparam("data", type_=JSONB))


def add_section(tx, page_id, section_type, data):
    tx.execute(ADD_SECTION, {"page": page_id, "type": section_type, "data": data})


def emails(engine):
    with engine.begin() as tx:
        return tx.execute(text("SELECT email FROM boh.users")).all()


def read_event(engine, slug):
    with engine.begin() as tx:
        return row(tx, text("""
            SELECT e.id, e.start_date, e.booking_opens_at, e.price, e.capacity, e.category, v.amenities
            FROM boh.events e JOIN boh.venues v ON v.id = e.venue_id WHERE e.slug = :slug"""), slug=slug)


def edit_event(tx, event, opens, price, category):
    tx.execute(text("UPDATE boh.events SET booking_opens_at = :opens, price = :price, category = :category WHERE id = :event"),
               {"opens": opens, "price": price, "category": category, "event": event})


def edit_venue(tx, slug, amenities):
    tx.execute(text("UPDATE boh.venues SET amenities = :amenities WHERE slug = :slug"), {"amenities": amenities, "slug": slug})


def reflect(url):
    """Classes for all tables, as the owner sees them."""
    metadata = MetaData(schema="boh")
    engine = create_engine(url, future=True)
    metadata.reflect(engine)
    for table in metadata.tables.values():
        for column in table.columns:
            if isinstance(column.type, UUID):
                column.type = UUID(as_uuid=True)
            # A trigger may fill it in: leave it out, and read it afterwards.
            if column.server_default is None:
                column.server_default = FetchedValue()
    base = automap_base(metadata=metadata)
    base.prepare()
    engine.dispose()
    return base.classes


def models(engine, url, token, event, customer):
    classes = reflect(url)
    assert {"events", "bookings", "users", "venues", "content_pages"} <= set(classes.keys()), classes.keys()
    Booking = classes.bookings
    with session(engine, token) as (tx, _):
        booking = Booking(event_id=event, user_id=customer, seats=1)
        tx.add(booking)
        tx.flush()
        assert (booking.status, str(booking.total_price), booking.events.title) == ("PENDING", "12.30", "Workshop"), booking.__dict__
        found = tx.execute(select(Booking).where(Booking.event_id == event)).scalars().all()
        assert found == [booking]
    owner = connect(url)
    with Session(owner, future=True) as tx:
        for one in classes:
            tx.execute(select(one).limit(1)).scalars().all()
    close(owner)
    assert len(list(classes)) > 30, classes.keys()


if __name__ == "__main__":
    steps.run(sys.modules[__name__])
