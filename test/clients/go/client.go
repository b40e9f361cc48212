// pgx 4.

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand"
	"os"
	"time"

	"github.com/jackc/pgconn"
	"github.com/jackc/pgx/v4"
	"github.com/jackc/pgx/v4/pgxpool"
)

var ctx = context.Background()

// By itself pgx names its statements, which PgBouncer knows from 1.21 on.  With the mode "describe" it
// only keeps what it has learnt about them.
func connect(role string) *pgxpool.Pool {
	pool, err := pgxpool.Connect(ctx, fmt.Sprintf("postgresql://%s@127.0.0.1:%s/%s?statement_cache_mode=describe",
		role, os.Getenv("BOH_PORT"), os.Getenv("BOH_DATABASE")))
	if err != nil {
		panic(err)
	}
	return pool
}

// Person is nobody if its ID is nil.
type Person struct {
	ID   *string
	Role string
}

// withSession runs work in a transaction, which is rolled back if work returns an error.
func withSession(pool *pgxpool.Pool, token *string, work func(tx pgx.Tx, person Person) error) error {
	return pool.BeginFunc(ctx, func(tx pgx.Tx) error {
		var person Person
		if err := tx.QueryRow(ctx, "SELECT user_id::text, role FROM boh_set_session($1)", token).Scan(&person.ID, &person.Role); err != nil {
			return err
		}
		return work(tx, person)
	})
}

// DatabaseError has DETAIL as an object, nil if it is text, as in PostgreSQL's own errors.
type DatabaseError struct {
	Code   string
	Detail map[string]interface{}
	Hint   string
}

func databaseError(err error) *DatabaseError {
	var found *pgconn.PgError
	if !errors.As(err, &found) {
		return nil
	}
	reason := &DatabaseError{Code: found.Code, Hint: found.Hint}
	if json.Unmarshal([]byte(found.Detail), &reason.Detail) != nil {
		reason.Detail = nil
	}
	return reason
}

// retry runs work again while the database asks for it: up to five times in all, and each time after a
// longer wait, of which a random part is left out.
func retry(work func() error) error {
	for attempt := 1; ; attempt++ {
		err := work()
		reason := databaseError(err)
		if reason == nil || attempt == 5 {
			return err
		}
		switch reason.Code {
		case "40001", "40P01", "55P03":
			time.Sleep(time.Duration(rand.Int63n(int64(100*time.Millisecond) << attempt)))
		default:
			return err
		}
	}
}

// querier is a pool or a transaction.
type querier interface {
	QueryRow(ctx context.Context, text string, values ...interface{}) pgx.Row
}

func findLogin(q querier, email, clientIP string) (userID, hash *string, wait int, err error) {
	err = q.QueryRow(ctx, "SELECT user_id::text, password_hash, wait_seconds FROM boh_find_login($1, $2::text::inet)", email, clientIP).
		Scan(&userID, &hash, &wait)
	return
}

func recordLogin(q querier, email string, succeeded bool, clientIP string) (wait int, err error) {
	err = q.QueryRow(ctx, "SELECT wait_seconds FROM boh_record_login($1, $2, $3::text::inet)", email, succeeded, clientIP).Scan(&wait)
	return
}

// List is a page of a list.
type List struct {
	Rows []struct {
		ID   string `json:"id"`
		Slug string `json:"slug"`
	} `json:"rows"`
	NextCursor *string `json:"next_cursor"`
}

func listEvents(q querier, filters map[string]interface{}, pageSize int, cursor *string) (list List, err error) {
	err = q.QueryRow(ctx, "SELECT boh_list_events($1, $2, $3)", filters, pageSize, cursor).Scan(&list)
	return
}

// Booking is what boh_book_seats() and the like return.  Money is a text, so that nothing is rounded.
type Booking struct {
	ID          string
	Seats       int
	TotalPrice  string
	Status      string
	ConfirmedAt *time.Time
	RefundDue   bool
}

const bookingColumns = "id::text, seats, total_price::text, status, confirmed_at, refund_due"

func (b *Booking) scan(row pgx.Row) error {
	return row.Scan(&b.ID, &b.Seats, &b.TotalPrice, &b.Status, &b.ConfirmedAt, &b.RefundDue)
}

func book(q querier, event string, seats int, key string) (booking Booking, err error) {
	err = booking.scan(q.QueryRow(ctx, "SELECT "+bookingColumns+" FROM boh_book_seats($1, boh_session_user(), $2, $3)", event, seats, key))
	return
}

func confirm(q querier, id, payment string) (booking Booking, err error) {
	err = booking.scan(q.QueryRow(ctx, "SELECT "+bookingColumns+" FROM boh_confirm_booking($1, $2)", id, payment))
	return
}

// Document is JSON.
type Document = map[string]interface{}

// page is nil if there is no such page.
func page(q querier, slug string) (document *Document, err error) {
	err = q.QueryRow(ctx, "SELECT boh_page($1)", slug).Scan(&document)
	return
}

func createPage(q querier, values Document, sections []Document) (id string, err error) {
	err = q.QueryRow(ctx, "SELECT boh_create_page($1, $2)::text", values, sections).Scan(&id)
	return
}

func sectionIDs(q querier, id string) (sections []string, err error) {
	err = q.QueryRow(ctx, "SELECT array_agg(id::text ORDER BY position) FROM boh.content_sections WHERE page_id = $1", id).Scan(&sections)
	return
}

func reorder(q querier, id string, sections []string) (moved int, err error) {
	err = q.QueryRow(ctx, "SELECT boh_reorder_sections($1, $2)", id, sections).Scan(&moved)
	return
}

func publish(q querier, id string) (version int, err error) {
	err = q.QueryRow(ctx, "SELECT boh_publish_page($1)", id).Scan(&version)
	return
}

func addSection(q querier, id, sectionType string, data Document) (section string, err error) {
	err = q.QueryRow(ctx, "SELECT boh_add_section($1, $2, $3)::text", id, sectionType, data).Scan(&section)
	return
}

func upload(q querier, originalFilename, mimeType string, fileSize int64) (filename, url string, size int64, err error) {
	err = q.QueryRow(ctx, `INSERT INTO boh.media_files (original_filename, mime_type, file_size) VALUES ($1, $2, $3)
		RETURNING filename, url, file_size`, originalFilename, mimeType, fileSize).Scan(&filename, &url, &size)
	return
}

// Event has the columns of an event and of its venue.
type Event struct {
	ID        string
	StartDate time.Time
	OpensAt   *time.Time
	Price     string
	Capacity  int
	Category  string
	Amenities []string
}

func readEvent(q querier, slug string) (e Event, err error) {
	err = q.QueryRow(ctx, `
		SELECT e.id::text, e.start_date, e.booking_opens_at, e.price::text, e.capacity, e.category, v.amenities
		FROM boh.events e JOIN boh.venues v ON v.id = e.venue_id WHERE e.slug = $1`, slug).
		Scan(&e.ID, &e.StartDate, &e.OpensAt, &e.Price, &e.Capacity, &e.Category, &e.Amenities)
	return
}

func editEvent(tx pgx.Tx, id string, opens time.Time, price, category string) error {
	_, err := tx.Exec(ctx, "UPDATE boh.events SET booking_opens_at = $2, price = $3, category = $4 WHERE id = $1", id, opens, price, category)
	return err
}

func editVenue(tx pgx.Tx, slug string, amenities []string) error {
	_, err := tx.Exec(ctx, "UPDATE boh.venues SET amenities = $2 WHERE slug = $1", slug, amenities)
	return err
}
