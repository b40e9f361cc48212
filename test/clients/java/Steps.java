// The dozen steps of ../STEPS.md, with JDBC.

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;

public class Steps {
    static final UUID GRACE = UUID.fromString("01990000-0000-7000-8000-000000000001");
    static final String TEXT = "<p>\"Quoted\" 100% \\ here? $1 :name 'single'</p>";
    static final String[] AMENITIES = {"plain", "two words", "a \"quote\", and {braces}"};

    final String grace = System.getenv("BOH_TOKEN_GRACE");
    final String edsger = System.getenv("BOH_TOKEN_EDSGER");
    final String admin = System.getenv("BOH_TOKEN_ADMIN");
    final Connection shop = Client.connect("shop");
    final Connection other = Client.connect("shop");
    final Connection office = Client.connect("back_office");
    final Connection signIn = Client.connect("sign_in");
    final Connection payHooks = Client.connect("pay_hooks");
    final Connection visitor = Client.connect("visitor");
    final Map<String, UUID> events = new HashMap<>();
    UUID news;
    int number = 0;
    boolean failed = false;

    Steps() throws SQLException {}

    static void same(Object wanted, Object found) {
        if (!Objects.equals(wanted, found)) {
            throw new AssertionError("wanted " + wanted + ", got " + found);
        }
    }

    static Client.DatabaseError refusal(Client.Attempt<?> work) throws Exception {
        try {
            work.run();
        } catch (SQLException error) {
            return Client.databaseError(error);
        }
        throw new AssertionError("nothing was refused");
    }

    interface Step {
        void run() throws Exception;
    }

    void step(String name, Step work) {
        number++;
        try {
            work.run();
            System.out.println("ok " + number + " - " + name);
        } catch (Throwable error) {
            failed = true;
            System.out.println("not ok " + number + " - " + name);
            error.printStackTrace();
        }
    }

    Map<String, Object> book(String event, int seats, String key) throws Exception {
        return Client.withSession(shop, grace, (tx, person) -> Client.book(tx, events.get(event), seats, key));
    }

    void session() throws Exception {
        Map<String, Object> login = Client.findLogin(signIn, "grace@example.org", "192.0.2.1");
        same(List.of(GRACE, 0), List.of(login.get("user_id"), login.get("wait_seconds")));
        same(0, Client.recordLogin(signIn, "grace@example.org", true, "192.0.2.1"));
        same(Map.of("id", GRACE, "role", "USER"), Client.withSession(shop, grace, (tx, person) -> person));
        Map<String, Object> nobody = Client.withSession(shop, null, (tx, person) -> person);
        same(null, nobody.get("id"));
        same("ANONYMOUS", nobody.get("role"));
        Client.DatabaseError reason = refusal(() -> Client.withSession(shop, grace + "x", (tx, person) -> null));
        same("42501", reason.code());
        same(new JsonObject(), reason.detail());
    }

    void list() throws Exception {
        List<JsonObject> pages = Client.withSession(shop, null, (tx, person) -> {
            JsonObject first = Client.listEvents(tx, Map.of("city", "Wrocław"), 3, null);
            return List.of(first, Client.listEvents(tx, Map.of("city", "Wrocław"), 3, first.get("next_cursor").getAsString()));
        });
        same(List.of(3, 1), pages.stream().map(page -> page.getAsJsonArray("rows").size()).toList());
        same(true, pages.get(1).get("next_cursor").isJsonNull());
        for (JsonObject page : pages) {
            for (JsonElement row : page.getAsJsonArray("rows")) {
                events.put(row.getAsJsonObject().get("slug").getAsString(), UUID.fromString(row.getAsJsonObject().get("id").getAsString()));
            }
        }
        same("[club, concert, duel, workshop]", new TreeSet<>(events.keySet()).toString());
    }

    void book() throws Exception {
        Map<String, Object> booking = book("concert", 2, "order 1");
        same(List.of("PENDING", 2, new BigDecimal("99.00")), List.of(booking.get("status"), booking.get("seats"), booking.get("total_price")));
        same(booking.get("id"), book("concert", 2, "order 1").get("id"));
        Map<String, Object> confirmed = Client.confirm(payHooks, (UUID) booking.get("id"), "pay_1");
        same(List.of("CONFIRMED", false), List.of(confirmed.get("status"), confirmed.get("refund_due")));
        same(true, Duration.between((OffsetDateTime) confirmed.get("confirmed_at"), OffsetDateTime.now()).abs().toHours() < 1);
    }

    void soldOut() throws Exception {
        book("club", 2, "order 2");
        Client.DatabaseError reason = refusal(() -> book("club", 2, "order 3"));
        same("BH003", reason.code());
        same(3, reason.detail().size());
        same(List.of(events.get("club").toString(), 2, 1), List.of(reason.detail().get("event_id").getAsString(),
            reason.detail().get("requested").getAsInt(), reason.detail().get("available").getAsInt()));
        same(true, reason.hint().contains("fewer seats"));
    }

    void retry() throws Exception {
        CountDownLatch booked = new CountDownLatch(1);
        CountDownLatch commit = new CountDownLatch(1);
        Thread his = new Thread(() -> {
            try {
                Client.withSession(other, edsger, (tx, person) -> {
                    Client.book(tx, events.get("duel"), 1, "his");
                    booked.countDown();
                    commit.await();
                    return null;
                });
            } catch (Exception error) {
                error.printStackTrace();
            }
        });
        his.setDaemon(true);
        his.start();
        booked.await();
        List<String> refused = new ArrayList<>();
        Client.retry(() -> {
            try {
                return Client.withSession(shop, grace, (tx, person) -> {
                    Client.rows(tx, "SET LOCAL lock_timeout = '50ms'");
                    return Client.book(tx, events.get("duel"), 1, "hers");
                });
            } catch (SQLException error) {
                refused.add(error.getSQLState());
                commit.countDown();
                his.join();
                throw error;
            }
        });
        same(List.of("55P03"), refused);
    }

    void page() throws Exception {
        JsonObject about = Client.page(visitor, "about-us");
        same("Über uns", about.get("title").getAsString());
        same("{\"heading\":\"Über uns\"}", about.getAsJsonArray("sections").get(0).getAsJsonObject().get("data").toString());
        same(null, Client.page(visitor, "nothing"));
    }

    void publish() throws Exception {
        news = Client.withSession(office, admin, (tx, person) -> {
            UUID id = Client.createPage(tx, Map.of("title", "News"), List.of(Map.of("type", "HERO", "data", Map.of("heading", "News")),
                Map.of("type", "TEXT", "data", Map.of("content", TEXT))));
            List<Map<String, Object>> sections = Client.rows(tx, "SELECT id FROM boh.content_sections WHERE page_id = ? ORDER BY position DESC", id);
            same(2, Client.reorder(tx, id, sections.stream().map(row -> (UUID) row.get("id")).toArray(UUID[]::new)));
            same(1, Client.value(tx, "SELECT boh_publish_page(?)", id));
            return id;
        });
        JsonObject text = Client.page(visitor, "news").getAsJsonArray("sections").get(0).getAsJsonObject();
        same("TEXT", text.get("type").getAsString());
        same(TEXT, text.getAsJsonObject("data").get("content").getAsString());
    }

    void upload() throws Exception {
        Map<String, Object> file = Client.withSession(office, admin, (tx, person) -> Client.upload(tx, "Summer Fair.JPG", "image/jpeg", 5000000L));
        same(true, ((String) file.get("filename")).matches("summer-fair-[0-9a-f]{32}\\.jpg"));
        same(List.of("/media/" + file.get("filename"), 5000000L), List.of(file.get("url"), file.get("file_size")));
    }

    void error() throws Exception {
        Client.DatabaseError reason = refusal(() -> Client.withSession(office, admin,
            (tx, person) -> Client.addSection(tx, news, "HERO", Map.of("heading", 5))));
        same("23514", reason.code());
        same("/heading", reason.detail().getAsJsonArray("errors").get(0).getAsJsonObject().get("path").getAsString());
    }

    void rights() throws Exception {
        same("42501", refusal(() -> Client.rows(visitor, "SELECT email FROM boh.users")).code());
        same("Über uns", Client.page(visitor, "about-us").get("title").getAsString());
    }

    void types() throws Exception {
        Map<String, Object> before = Client.readEvent(shop, "concert");
        same(List.of(events.get("concert"), new BigDecimal("49.50"), 100, "CONCERT", List.of("wifi", "seats, \"soft\" ones", "ünïcode {}")),
            List.of(before.get("id"), before.get("price"), before.get("capacity"), before.get("category"), before.get("amenities")));
        same(OffsetDateTime.parse("2031-03-04T05:06:07.890Z").toInstant(), ((OffsetDateTime) before.get("start_date")).toInstant());
        OffsetDateTime opens = OffsetDateTime.parse("2026-01-02T03:04:05.678Z");
        Client.withSession(office, admin, (tx, person) -> {
            Client.editEvent(tx, events.get("concert"), opens, new BigDecimal("49.51"), "FESTIVAL");
            Client.editVenue(tx, "cafe-no1", AMENITIES);
            return null;
        });
        Map<String, Object> after = Client.readEvent(shop, "concert");
        same(List.of(new BigDecimal("49.51"), "FESTIVAL", Arrays.asList(AMENITIES)), List.of(after.get("price"), after.get("category"), after.get("amenities")));
        same(opens.toInstant(), ((OffsetDateTime) after.get("booking_opens_at")).toInstant());
    }

    public static void main(String[] arguments) throws Exception {
        Steps steps = new Steps();

        steps.step("session", steps::session);
        steps.step("list", steps::list);
        steps.step("book", steps::book);
        steps.step("sold_out", steps::soldOut);
        steps.step("retry", steps::retry);
        steps.step("page", steps::page);
        steps.step("publish", steps::publish);
        steps.step("upload", steps::upload);
        steps.step("error", steps::error);
        steps.step("rights", steps::rights);
        steps.step("types", steps::types);
        System.out.println("ok 12 - models # SKIP JDBC has none");
        System.exit(steps.failed ? 1 : 0);
    }
}
