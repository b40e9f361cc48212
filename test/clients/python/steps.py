"""The dozen steps of ../STEPS.md, for a client in Python.

run(client) takes a module with the same functions as the others, written as its users would write
them.  connect(url) makes a pool, close(pool) ends it, and session(pool, token) is a context that
gives a transaction and its person.
"""

import os
import random
import sys
import threading
import time
import traceback
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

GRACE = UUID("01990000-0000-7000-8000-000000000001")
TEXT = r"""<p>"Quoted" 100% \ here? $1 :name %s 'single'</p>"""
AMENITIES = ["plain", "two words", 'a "quote", and {braces}']
TOKENS = {name: os.environ[f"BOH_TOKEN_{name}"] for name in ("GRACE", "EDSGER", "ADMIN")}
AGAIN = ("40001", "40P01", "55P03")


def retry(sqlstate, work):
    """Runs work again while the database asks for it: up to five times in all, and each time after
    a longer wait, of which a random part is left out."""
    for attempt in range(1, 6):
        try:
            return work()
        except Exception as error:
            if attempt == 5 or sqlstate(error) not in AGAIN:
                raise
        time.sleep(random.random() * 0.1 * 2**attempt)


def url(role):
    return f"postgresql://{role}@127.0.0.1:{os.environ['BOH_PORT']}/{os.environ['BOH_DATABASE']}"


class Steps:
    def __init__(self, client):
        self.client = client
        roles = ("shop", "back_office", "sign_in", "pay_hooks", "visitor")
        self.shop, self.office, self.sign_in, self.pay_hooks, self.visitor = self.pools = [client.connect(url(role)) for role in roles]
        self.events = {}

    def refusal(self, work):
        """What the database says when work fails: the SQLSTATE, DETAIL and the hint."""
        try:
            work()
        except Exception as error:
            reason = self.client.database_error(error)
            if reason is None:
                raise
            return reason
        raise AssertionError("nothing was refused")

    def book(self, token, event, seats, key):
        with self.client.session(self.shop, TOKENS[token]) as (tx, _):
            return self.client.book(tx, self.events[event], seats, key)

    def session(self):
        login = self.client.find_login(self.sign_in, "grace@example.org", "192.0.2.1")
        assert (login["user_id"], login["wait_seconds"]) == (GRACE, 0), login
        assert self.client.record_login(self.sign_in, "grace@example.org", True, "192.0.2.1") == 0
        with self.client.session(self.shop, TOKENS["GRACE"]) as (_, person):
            assert person == {"id": GRACE, "role": "USER"}, person
        with self.client.session(self.shop, None) as (_, person):
            assert person == {"id": None, "role": "ANONYMOUS"}, person

        def wrong():
            with self.client.session(self.shop, TOKENS["GRACE"] + "x"):
                pass

        reason = self.refusal(wrong)
        assert (reason["code"], reason["detail"]) == ("42501", {}), reason

    def list(self):
        with self.client.session(self.shop, None) as (tx, _):
            first = self.client.list_events(tx, {"city": "Wrocław"}, 3, None)
            second = self.client.list_events(tx, {"city": "Wrocław"}, 3, first["next_cursor"])
        assert (len(first["rows"]), len(second["rows"]), second["next_cursor"]) == (3, 1, None)
        self.events = {row["slug"]: UUID(row["id"]) for row in first["rows"] + second["rows"]}
        assert sorted(self.events) == ["club", "concert", "duel", "workshop"]

    def book_step(self):
        booking = self.book("GRACE", "concert", 2, "order 1")
        assert (booking["status"], booking["seats"], booking["total_price"]) == ("PENDING", 2, Decimal("99.00")), booking
        assert self.book("GRACE", "concert", 2, "order 1")["id"] == booking["id"]
        confirmed = self.client.confirm(self.pay_hooks, booking["id"], "pay_1")
        assert (confirmed["status"], confirmed["refund_due"]) == ("CONFIRMED", False), confirmed
        assert abs(confirmed["confirmed_at"] - datetime.now(timezone.utc)) < timedelta(hours=1)

    def sold_out(self):
        self.book("GRACE", "club", 2, "order 2")
        reason = self.refusal(lambda: self.book("GRACE", "club", 2, "order 3"))
        assert reason["code"] == "BH003", reason
        assert reason["detail"] == {"event_id": str(self.events["club"]), "requested": 2, "available": 1}, reason
        assert "fewer seats" in reason["hint"], reason

    def retry(self):
        booked, commit = threading.Event(), threading.Event()

        def his():
            with self.client.session(self.shop, TOKENS["EDSGER"]) as (tx, _):
                self.client.book(tx, self.events["duel"], 1, "his")
                booked.set()
                assert commit.wait(60)

        thread = threading.Thread(target=his)
        thread.start()
        assert booked.wait(60)
        refused = []

        def hers():
            try:
                with self.client.session(self.shop, TOKENS["GRACE"]) as (tx, _):
                    self.client.hurry(tx)
                    self.client.book(tx, self.events["duel"], 1, "hers")
            except Exception as error:
                refused.append(self.sqlstate(error))
                commit.set()
                thread.join()
                raise

        try:
            retry(self.sqlstate, hers)
        finally:
            commit.set()
        assert refused == ["55P03"], refused

    def sqlstate(self, error):
        return (self.client.database_error(error) or {}).get("code")

    def page(self):
        about = self.client.page(self.visitor, "about-us")
        assert (about["title"], about["sections"][0]["data"]) == ("Über uns", {"heading": "Über uns"}), about
        assert self.client.page(self.visitor, "nothing") is None

    def publish(self):
        sections = [{"type": "HERO", "data": {"heading": "News"}}, {"type": "TEXT", "data": {"content": TEXT}}]
        with self.client.session(self.office, TOKENS["ADMIN"]) as (tx, _):
            self.news = self.client.create_page(tx, {"title": "News"}, sections)
            hero, text = self.client.section_ids(tx, self.news)
            assert self.client.reorder(tx, self.news, [text, hero]) == 2
            assert self.client.publish(tx, self.news) == 1
        text, hero = self.client.page(self.visitor, "news")["sections"]
        assert (text["type"], hero["type"]) == ("TEXT", "HERO")
        assert text["data"]["content"] == TEXT, text

    def upload(self):
        with self.client.session(self.office, TOKENS["ADMIN"]) as (tx, _):
            file = self.client.upload(tx, "Summer Fair.JPG", "image/jpeg", 5000000)
        assert file["filename"].startswith("summer-fair-") and file["filename"].endswith(".jpg"), file
        assert (file["url"], file["file_size"]) == ("/media/" + file["filename"], 5000000), file

    def error(self):
        def wrong():
            with self.client.session(self.office, TOKENS["ADMIN"]) as (tx, _):
                self.client.add_section(tx, self.news, "HERO", {"heading": 5})

        reason = self.refusal(wrong)
        assert (reason["code"], reason["detail"]["errors"][0]["path"]) == ("23514", "/heading"), reason

    def rights(self):
        assert self.refusal(lambda: self.client.emails(self.visitor))["code"] == "42501"
        assert self.client.page(self.visitor, "about-us")["title"] == "Über uns"

    def types(self):
        before = self.client.read_event(self.shop, "concert")
        starts = datetime(2031, 3, 4, 5, 6, 7, 890000, timezone.utc)
        expected = (self.events["concert"], starts, Decimal("49.50"), 100, "CONCERT")
        assert tuple(before[name] for name in ("id", "start_date", "price", "capacity", "category")) == expected, before
        assert before["amenities"] == ["wifi", 'seats, "soft" ones', "ünïcode {}"], before
        opens = datetime(2026, 1, 2, 3, 4, 5, 678000, timezone.utc)
        with self.client.session(self.office, TOKENS["ADMIN"]) as (tx, _):
            self.client.edit_event(tx, self.events["concert"], opens, Decimal("49.51"), "FESTIVAL")
            self.client.edit_venue(tx, "cafe-no1", AMENITIES)
        after = self.client.read_event(self.shop, "concert")
        expected = (opens, Decimal("49.51"), "FESTIVAL", AMENITIES)
        assert tuple(after[name] for name in ("booking_opens_at", "price", "category", "amenities")) == expected, after

    def models(self):
        self.client.models(self.shop, url("owner"), TOKENS["GRACE"], self.events["workshop"], GRACE)


def run(client):
    steps = Steps(client)
    order = {"session": steps.session, "list": steps.list, "book": steps.book_step, "sold_out": steps.sold_out, "retry": steps.retry,
             "page": steps.page, "publish": steps.publish, "upload": steps.upload, "error": steps.error, "rights": steps.rights,
             "types": steps.types, "models": steps.models}
    failed = False
    for number, (name, work) in enumerate(order.items(), 1):
        if name == "models" and not hasattr(client, "models"):
            print(f"ok {number} - {name} # SKIP the client has none")
            continue
        try:
            work()
            print(f"ok {number} - {name}")
        except Exception:
            print(f"not ok {number} - {name}")
            traceback.print_exc()
            failed = True
    for pool in steps.pools:
        client.close(pool)
    sys.exit(1 if failed else 0)
