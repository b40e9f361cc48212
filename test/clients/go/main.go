// The dozen steps of ../STEPS.md, with pgx.

package main

import (
	"fmt"
	"math"
	"os"
	"reflect"
	"sort"
	"strings"
	"time"

	"github.com/jackc/pgx/v4"
	"github.com/jackc/pgx/v4/pgxpool"
)

const text = "<p>\"Quoted\" 100% \\ here? $1 :name 'single'</p>"

var (
	grace   = "01990000-0000-7000-8000-000000000001"
	amenity = []string{"plain", "two words", `a "quote", and {braces}`}
	events  = map[string]string{}
	news    string

	shop, office, signIn, payHooks, visitor *pgxpool.Pool
)

func token(name string) *string {
	value := os.Getenv("BOH_TOKEN_" + name)
	return &value
}

// same and ok end a step; its error is what step reports.
func same(wanted, found interface{}) {
	if !reflect.DeepEqual(wanted, found) {
		panic(fmt.Sprintf("wanted %v, got %v", wanted, found))
	}
}

func ok(err error) {
	if err != nil {
		panic(err)
	}
}

func refusal(err error) *DatabaseError {
	reason := databaseError(err)
	if reason == nil {
		panic(fmt.Sprintf("nothing was refused: %v", err))
	}
	return reason
}

func bookAs(name, event string, seats int, key string) (booking Booking, err error) {
	err = withSession(shop, token(name), func(tx pgx.Tx, _ Person) (err error) {
		booking, err = book(tx, events[event], seats, key)
		return
	})
	return
}

func stepSession() {
	userID, _, wait, err := findLogin(signIn, "grace@example.org", "192.0.2.1")
	ok(err)
	same(grace, *userID)
	same(0, wait)
	wait, err = recordLogin(signIn, "grace@example.org", true, "192.0.2.1")
	ok(err)
	same(0, wait)
	ok(withSession(shop, token("GRACE"), func(_ pgx.Tx, person Person) error {
		same(grace+" USER", *person.ID+" "+person.Role)
		return nil
	}))
	ok(withSession(shop, nil, func(_ pgx.Tx, person Person) error {
		same(Person{nil, "ANONYMOUS"}, person)
		return nil
	}))
	wrong := *token("GRACE") + "x"
	reason := refusal(withSession(shop, &wrong, func(pgx.Tx, Person) error { return nil }))
	same("42501", reason.Code)
	same(Document{}, reason.Detail)
}

func stepList() {
	ok(withSession(shop, nil, func(tx pgx.Tx, _ Person) error {
		first, err := listEvents(tx, Document{"city": "Wrocław"}, 3, nil)
		if err != nil {
			return err
		}
		second, err := listEvents(tx, Document{"city": "Wrocław"}, 3, first.NextCursor)
		if err != nil {
			return err
		}
		same([]int{3, 1}, []int{len(first.Rows), len(second.Rows)})
		same(true, second.NextCursor == nil)
		for _, row := range append(first.Rows, second.Rows...) {
			events[row.Slug] = row.ID
		}
		return nil
	}))
	slugs := []string{}
	for slug := range events {
		slugs = append(slugs, slug)
	}
	sort.Strings(slugs)
	same([]string{"club", "concert", "duel", "workshop"}, slugs)
}

func stepBook() {
	booking, err := bookAs("GRACE", "concert", 2, "order 1")
	ok(err)
	same("PENDING 2 99.00", fmt.Sprint(booking.Status, " ", booking.Seats, " ", booking.TotalPrice))
	again, err := bookAs("GRACE", "concert", 2, "order 1")
	ok(err)
	same(booking.ID, again.ID)
	confirmed, err := confirm(payHooks, booking.ID, "pay_1")
	ok(err)
	same("CONFIRMED false", fmt.Sprint(confirmed.Status, " ", confirmed.RefundDue))
	same(true, math.Abs(time.Since(*confirmed.ConfirmedAt).Hours()) < 1)
}

func stepSoldOut() {
	_, err := bookAs("GRACE", "club", 2, "order 2")
	ok(err)
	_, err = bookAs("GRACE", "club", 2, "order 3")
	reason := refusal(err)
	same("BH003", reason.Code)
	same(Document{"event_id": events["club"], "requested": 2.0, "available": 1.0}, reason.Detail)
	same(true, strings.Contains(reason.Hint, "fewer seats"))
}

func stepRetry() {
	booked, commit, ended := make(chan bool), make(chan bool), make(chan error)
	go func() {
		ended <- withSession(shop, token("EDSGER"), func(tx pgx.Tx, _ Person) error {
			_, err := book(tx, events["duel"], 1, "his")
			booked <- true
			<-commit
			return err
		})
	}()
	<-booked
	refused := []string{}
	ok(retry(func() error {
		err := withSession(shop, token("GRACE"), func(tx pgx.Tx, _ Person) error {
			if _, err := tx.Exec(ctx, "SET LOCAL lock_timeout = '50ms'"); err != nil {
				return err
			}
			_, err := book(tx, events["duel"], 1, "hers")
			return err
		})
		if reason := databaseError(err); reason != nil {
			refused = append(refused, reason.Code)
			commit <- true
			ok(<-ended)
		}
		return err
	}))
	same([]string{"55P03"}, refused)
}

func stepPage() {
	about, err := page(visitor, "about-us")
	ok(err)
	same("Über uns", (*about)["title"])
	same(Document{"heading": "Über uns"}, (*about)["sections"].([]interface{})[0].(Document)["data"])
	nothing, err := page(visitor, "nothing")
	ok(err)
	same(true, nothing == nil)
}

func stepPublish() {
	ok(withSession(office, token("ADMIN"), func(tx pgx.Tx, _ Person) (err error) {
		news, err = createPage(tx, Document{"title": "News"}, []Document{{"type": "HERO", "data": Document{"heading": "News"}},
			{"type": "TEXT", "data": Document{"content": text}}})
		ok(err)
		sections, err := sectionIDs(tx, news)
		ok(err)
		moved, err := reorder(tx, news, []string{sections[1], sections[0]})
		ok(err)
		version, err := publish(tx, news)
		ok(err)
		same([]int{2, 1}, []int{moved, version})
		return nil
	}))
	found, err := page(visitor, "news")
	ok(err)
	first := (*found)["sections"].([]interface{})[0].(Document)
	same("TEXT", first["type"])
	same(Document{"content": text}, first["data"])
}

func stepUpload() {
	ok(withSession(office, token("ADMIN"), func(tx pgx.Tx, _ Person) error {
		filename, url, size, err := upload(tx, "Summer Fair.JPG", "image/jpeg", 5000000)
		ok(err)
		same(true, strings.HasPrefix(filename, "summer-fair-") && strings.HasSuffix(filename, ".jpg"))
		same(fmt.Sprint("/media/", filename, " 5000000"), fmt.Sprint(url, " ", size))
		return nil
	}))
}

func stepError() {
	reason := refusal(withSession(office, token("ADMIN"), func(tx pgx.Tx, _ Person) error {
		_, err := addSection(tx, news, "HERO", Document{"heading": 5})
		return err
	}))
	same("23514", reason.Code)
	same("/heading", reason.Detail["errors"].([]interface{})[0].(Document)["path"])
}

func stepRights() {
	var email string
	same("42501", refusal(visitor.QueryRow(ctx, "SELECT email FROM boh.users").Scan(&email)).Code)
	about, err := page(visitor, "about-us")
	ok(err)
	same("Über uns", (*about)["title"])
}

func stepTypes() {
	before, err := readEvent(shop, "concert")
	ok(err)
	starts := time.Date(2031, 3, 4, 5, 6, 7, 890000000, time.UTC)
	same(true, before.StartDate.Equal(starts))
	same(Event{events["concert"], before.StartDate, nil, "49.50", 100, "CONCERT", []string{"wifi", `seats, "soft" ones`, "ünïcode {}"}}, before)
	opens := time.Date(2026, 1, 2, 3, 4, 5, 678000000, time.UTC)
	ok(withSession(office, token("ADMIN"), func(tx pgx.Tx, _ Person) error {
		ok(editEvent(tx, events["concert"], opens, "49.51", "FESTIVAL"))
		return editVenue(tx, "cafe-no1", amenity)
	}))
	after, err := readEvent(shop, "concert")
	ok(err)
	same(true, after.OpensAt.Equal(opens))
	same(Event{before.ID, before.StartDate, after.OpensAt, "49.51", 100, "FESTIVAL", amenity}, after)
}

func step(number int, name string, work func()) (passed bool) {
	defer func() {
		if reason := recover(); reason != nil {
			fmt.Printf("not ok %d - %s\n", number, name)
			fmt.Fprintf(os.Stderr, "%s: %v\n", name, reason)
		}
	}()
	work()
	fmt.Printf("ok %d - %s\n", number, name)
	return true
}

func main() {
	shop, office, signIn = connect("shop"), connect("back_office"), connect("sign_in")
	payHooks, visitor = connect("pay_hooks"), connect("visitor")
	failed := 0
	for i, s := range []struct {
		name string
		work func()
	}{{"session", stepSession}, {"list", stepList}, {"book", stepBook}, {"sold_out", stepSoldOut}, {"retry", stepRetry},
		{"page", stepPage}, {"publish", stepPublish}, {"upload", stepUpload}, {"error", stepError}, {"rights", stepRights}, {"types", stepTypes}} {
		if !step(i+1, s.name, s.work) {
			failed = 1
		}
	}
	fmt.Println("ok 12 - models # SKIP pgx has none")
	os.Exit(failed)
}
