// JDBC, with the driver of PostgreSQL, and Gson for documents in JSON.

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonSyntaxException;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.postgresql.util.PGobject;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

class Client {
    static final Gson GSON = new Gson();

    // prepareThreshold=0: without it the driver names a statement that has run five times, which
    // PgBouncer knows from 1.21 on.  stringtype=unspecified: a text may stand for an enum or an address.
    static Connection connect(String role) throws SQLException {
        return DriverManager.getConnection(
            "jdbc:postgresql://127.0.0.1:" + System.getenv("BOH_PORT") + "/" + System.getenv("BOH_DATABASE")
                + "?prepareThreshold=0&stringtype=unspecified", role, "");
    }

    interface Work<T> {
        T run(Connection tx, Map<String, Object> person) throws Exception;
    }

    static <T> T withSession(Connection connection, String token, Work<T> work) throws Exception {
        connection.setAutoCommit(false);
        try {
            T result = work.run(connection, row(connection, "SELECT user_id AS id, role FROM boh_set_session(?)", token));
            connection.commit();
            return result;
        } catch (Exception error) {
            connection.rollback();
            throw error;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    record DatabaseError(String code, JsonObject detail, String hint) {}

    // DETAIL of PostgreSQL's own errors is text, if there is one.
    static DatabaseError databaseError(SQLException error) {
        ServerErrorMessage message = error instanceof PSQLException found ? found.getServerErrorMessage() : null;
        if (message == null) {
            return new DatabaseError(error.getSQLState(), null, null);
        }
        JsonObject detail = null;
        try {
            detail = GSON.fromJson(message.getDetail(), JsonObject.class);
        } catch (JsonSyntaxException text) {
            // It stays null.
        }
        return new DatabaseError(message.getSQLState(), detail, message.getHint());
    }

    interface Attempt<T> {
        T run() throws Exception;
    }

    static final Set<String> AGAIN = Set.of("40001", "40P01", "55P03");

    // Runs work again while the database asks for it: up to five times in all, and each time after a
    // longer wait, of which a random part is left out.
    static <T> T retry(Attempt<T> work) throws Exception {
        for (int attempt = 1;; attempt++) {
            try {
                return work.run();
            } catch (SQLException error) {
                if (attempt == 5 || !AGAIN.contains(error.getSQLState())) {
                    throw error;
                }
            }
            Thread.sleep((long) (Math.random() * 100 * (1 << attempt)));
        }
    }

    // JSON is neither a text nor an object for JDBC.
    static PGobject json(Object value) throws SQLException {
        PGobject object = new PGobject();
        object.setType("jsonb");
        object.setValue(GSON.toJson(value));
        return object;
    }

    static List<Map<String, Object>> rows(Connection connection, String text, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(text)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            List<Map<String, Object>> found = new ArrayList<>();
            if (!statement.execute()) {
                return found;
            }
            try (ResultSet result = statement.getResultSet()) {
                ResultSetMetaData columns = result.getMetaData();
                while (result.next()) {
                    Map<String, Object> row = new HashMap<>();
                    for (int i = 1; i <= columns.getColumnCount(); i++) {
                        row.put(columns.getColumnLabel(i), column(result, columns, i));
                    }
                    found.add(row);
                }
            }
            return found;
        }
    }

    // getObject() alone would make a java.sql.Timestamp of a time, and a PGobject of JSON.
    static Object column(ResultSet result, ResultSetMetaData columns, int i) throws SQLException {
        switch (columns.getColumnTypeName(i)) {
            case "timestamptz":
                return result.getObject(i, OffsetDateTime.class);
            case "jsonb":
                return GSON.fromJson(result.getString(i), JsonObject.class);
            case "_text":
                return List.of((String[]) result.getArray(i).getArray());
            default:
                return result.getObject(i);
        }
    }

    static Map<String, Object> row(Connection connection, String text, Object... values) throws SQLException {
        return rows(connection, text, values).get(0);
    }

    static Object value(Connection connection, String text, Object... values) throws SQLException {
        return row(connection, text, values).values().iterator().next();
    }

    static Map<String, Object> findLogin(Connection connection, String email, String clientIp) throws SQLException {
        return row(connection, "SELECT user_id, password_hash, wait_seconds FROM boh_find_login(?, ?)", email, clientIp);
    }

    static Object recordLogin(Connection connection, String email, boolean succeeded, String clientIp) throws SQLException {
        return value(connection, "SELECT wait_seconds FROM boh_record_login(?, ?, ?)", email, succeeded, clientIp);
    }

    static JsonObject listEvents(Connection tx, Map<String, Object> filters, int pageSize, String cursor) throws SQLException {
        return (JsonObject) value(tx, "SELECT boh_list_events(?, ?, ?)", json(filters), pageSize, cursor);
    }

    static Map<String, Object> book(Connection tx, UUID event, int seats, String key) throws SQLException {
        return row(tx, "SELECT * FROM boh_book_seats(?, boh_session_user(), ?, ?)", event, seats, key);
    }

    static Map<String, Object> confirm(Connection connection, UUID booking, String payment) throws SQLException {
        return row(connection, "SELECT * FROM boh_confirm_booking(?, ?)", booking, payment);
    }

    static JsonObject page(Connection connection, String slug) throws SQLException {
        return (JsonObject) value(connection, "SELECT boh_page(?)", slug);
    }

    static UUID createPage(Connection tx, Object page, Object sections) throws SQLException {
        return (UUID) value(tx, "SELECT boh_create_page(?, ?)", json(page), json(sections));
    }

    static int reorder(Connection tx, UUID page, UUID[] sections) throws SQLException {
        Array ids = tx.createArrayOf("uuid", sections);
        return (int) value(tx, "SELECT boh_reorder_sections(?, ?)", page, ids);
    }

    static UUID addSection(Connection tx, UUID page, String type, Object data) throws SQLException {
        return (UUID) value(tx, "SELECT boh_add_section(?, ?, ?)", page, type, json(data));
    }

    static Map<String, Object> upload(Connection tx, String originalFilename, String mimeType, long fileSize) throws SQLException {
        return row(tx, "INSERT INTO boh.media_files (original_filename, mime_type, file_size) VALUES (?, ?, ?)"
            + " RETURNING filename, url, file_size", originalFilename, mimeType, fileSize);
    }

    static Map<String, Object> readEvent(Connection connection, String slug) throws SQLException {
        return row(connection, "SELECT e.id, e.start_date, e.booking_opens_at, e.price, e.capacity, e.category, v.amenities"
            + " FROM boh.events e JOIN boh.venues v ON v.id = e.venue_id WHERE e.slug = ?", slug);
    }

    static void editEvent(Connection tx, UUID event, OffsetDateTime opens, BigDecimal price, String category) throws SQLException {
        rows(tx, "UPDATE boh.events SET booking_opens_at = ?, price = ?, category = ? WHERE id = ?", opens, price, category, event);
    }

    static void editVenue(Connection tx, String slug, String... amenities) throws SQLException {
        rows(tx, "UPDATE boh.venues SET amenities = ? WHERE slug = ?", tx.createArrayOf("text", amenities), slug);
    }
}
