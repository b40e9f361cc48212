"""psycopg 3"""

import json
import sys
from contextlib import contextmanager

import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

import steps


class Pool:
    """A connection for each block.  psycopg_pool has a better one, with the same method connection()."""

    def __init__(self, url):
        self.url = url

    def connection(self):
        # Without prepare_threshold=None psycopg names a statement that has run five times, which
        # PgBouncer knows from 1.21 on.
        return psycopg.connect(self.url, row_factory=dict_row, prepare_threshold=None)


def connect(url):
    return Pool(url)


def close(pool):
    pass


# The block is a transaction: it is committed at its end, and rolled back if it raises.
@contextmanager
def session(pool, token):
    with pool.connection() as tx:
        person = tx.execute("SELECT user_id AS id, role FROM boh_set_session(%s)", [token]).fetchone()
        yield tx, person


def database_error(error):
    if not isinstance(error, psycopg.Error) or error.sqlstate is None:
        return None
    detail = error.diag.message_detail
    try:
        detail = json.loads(detail)
    except (TypeError, ValueError):
        pass  # DETAIL of PostgreSQL's own errors is text, if there is one.
    return {"code": error.sqlstate, "message": error.diag.message_primary, "detail": detail, "hint": error.diag.message_hint}


def find_login(pool, email, client_ip):
    with pool.connection() as tx:
        return tx.execute("SELECT user_id, password_hash, wait_seconds FROM boh_find_login(%s, %s)", [email, client_ip]).fetchone()


def record_login(pool, email, succeeded, client_ip):
    with pool.connection() as tx:
        row = tx.execute("SELECT wait_seconds FROM boh_record_login(%s, %s, %s)", [email, succeeded, client_ip]).fetchone()
        return row["wait_seconds"]


def list_events(tx, filters, page_size, cursor):
    return tx.execute("SELECT boh_list_events(%s, %s, %s) AS list", [Jsonb(filters), page_size, cursor]).fetchone()["list"]


def book(tx, event, seats, key):
    return tx.execute("SELECT * FROM boh_book_seats(%s, boh_session_user(), %s, %s)", [event, seats, key]).fetchone()


def confirm(pool, booking, payment):
    with pool.connection() as tx:
        return tx.execute("SELECT * FROM boh_confirm_booking(%s, %s)", [booking, payment]).fetchone()


def hurry(tx):
    tx.execute("SET LOCAL lock_timeout = '50ms'")


def page(pool, slug):
    with pool.connection() as tx:
        return tx.execute("SELECT boh_page(%s) AS page", [slug]).fetchone()["page"]


def create_page(tx, values, sections):
    return tx.execute("SELECT boh_create_page(%s, %s) AS id", [Jsonb(values), Jsonb(sections)]).fetchone()["id"]


def section_ids(tx, page_id):
    rows = tx.execute("SELECT id FROM boh.content_sections WHERE page_id = %s ORDER BY position", [page_id])
    return [row["id"] for row in rows]


def reorder(tx, page_id, sections):
    return tx.execute("SELECT boh_reorder_sections(%s, %s) AS moved", [page_id, sections]).fetchone()["moved"]


def publish(tx, page_id):
    return tx.execute("SELECT boh_publish_page(%s) AS version", [page_id]).fetchone()["version"]


def upload(tx, original_filename, mime_type, file_size):
    return tx.execute(
        "INSERT INTO boh.media_files (original_filename, mime_type, file_size) VALUES (%s, %s, %s) RETURNING filename, url, file_size",
        [original_filename, mime_type, file_size]).fetchone()


def add_section(tx, page_id, section_type, data):
    tx.execute("SELECT boh_add_section(%s, %s, %s)", [page_id, section_type, Jsonb(data)])


def emails(pool):
    with pool.connection() as tx:
        return tx.execute("SELECT email FROM boh.users").fetchall()


def read_event(pool, slug):
    with pool.connection() as tx:
        return tx.execute("""
            SELECT e.id, e.start_date, e.booking_opens_at, e.price, e.capacity, e.category, v.amenities
            FROM boh.events e JOIN boh.venues v ON v.id = e.venue_id WHERE e.slug = %s""", [slug]).fetchone()


def edit_event(tx, event, opens, price, category):
    tx.execute("UPDATE boh.events SET booking_opens_at = %s, price = %s, category = %s WHERE id = %s", [opens, price, category, event])


def edit_venue(tx, slug, amenities):
    tx.execute("UPDATE boh.venues SET amenities = %s WHERE slug = %s", [amenities, slug])


if __name__ == "__main__":
    steps.run(sys.modules[__name__])
