# The gem pg.

require 'bigdecimal'
require 'json'
require 'pg'
require_relative 'steps'

class PgClient
  # The gem pg returns texts.  These maps make numbers, times and arrays of them; it knows no uuid and no
  # jsonb in queries, which stay texts.
  def connect(url)
    connection = PG.connect(url)
    connection.type_map_for_results = PG::BasicTypeMapForResults.new(connection)
    connection
  end

  def rows(connection, text, values = [])
    connection.exec_params(text, values).to_a
  end

  def value(connection, text, values = [])
    connection.exec_params(text, values).getvalue(0, 0)
  end

  # The transaction is rolled back if the block raises.
  def with_session(connection, token)
    connection.transaction do |tx|
      person = rows(tx, 'SELECT user_id AS id, role FROM boh_set_session($1)', [token]).first
      yield tx, person
    end
  end

  def database_error(error)
    return nil unless error.is_a?(PG::Error) && error.result

    detail = error.result.error_field(PG::PG_DIAG_MESSAGE_DETAIL)
    begin
      detail = JSON.parse(detail || '')
    rescue JSON::ParserError
      # DETAIL of PostgreSQL's own errors is text, if there is one.
    end
    { code: error.result.error_field(PG::PG_DIAG_SQLSTATE), detail: detail, hint: error.result.error_field(PG::PG_DIAG_MESSAGE_HINT) }
  end

  def find_login(connection, email, client_ip)
    rows(connection, 'SELECT user_id, password_hash, wait_seconds FROM boh_find_login($1, $2)', [email, client_ip]).first
  end

  def record_login(connection, email, succeeded, client_ip)
    value(connection, 'SELECT wait_seconds FROM boh_record_login($1, $2, $3)', [email, succeeded, client_ip])
  end

  def list_events(connection, filters, page_size, cursor)
    value(connection, 'SELECT boh_list_events($1, $2, $3)', [JSON.generate(filters), page_size, cursor])
  end

  def book(connection, event, seats, key)
    rows(connection, 'SELECT * FROM boh_book_seats($1, boh_session_user(), $2, $3)', [event, seats, key]).first
  end

  def confirm(connection, booking, payment)
    rows(connection, 'SELECT * FROM boh_confirm_booking($1, $2)', [booking, payment]).first
  end

  def hurry(connection)
    connection.exec("SET LOCAL lock_timeout = '50ms'")
  end

  def page(connection, slug)
    value(connection, 'SELECT boh_page($1)', [slug])
  end

  def create_page(connection, page, sections)
    value(connection, 'SELECT boh_create_page($1, $2)', [JSON.generate(page), JSON.generate(sections)])
  end

  def section_ids(connection, page)
    rows(connection, 'SELECT id FROM boh.content_sections WHERE page_id = $1 ORDER BY position', [page]).map { |row| row['id'] }
  end

  def reorder(connection, page, sections)
    value(connection, 'SELECT boh_reorder_sections($1, $2)', [page, PG::TextEncoder::Array.new.encode(sections)])
  end

  def publish(connection, page)
    value(connection, 'SELECT boh_publish_page($1)', [page])
  end

  def upload(connection, original_filename, mime_type, file_size)
    rows(connection, 'INSERT INTO boh.media_files (original_filename, mime_type, file_size) VALUES ($1, $2, $3) RETURNING filename, url, file_size',
         [original_filename, mime_type, file_size]).first
  end

  def add_section(connection, page, type, data)
    value(connection, 'SELECT boh_add_section($1, $2, $3)', [page, type, JSON.generate(data)])
  end

  def emails(connection)
    rows(connection, 'SELECT email FROM boh.users')
  end

  def read_event(connection, slug)
    rows(connection, 'SELECT e.id, e.start_date, e.booking_opens_at, e.price, e.capacity, e.category, v.amenities
      FROM boh.events e JOIN boh.venues v ON v.id = e.venue_id WHERE e.slug = $1', [slug]).first
  end

  def edit_event(connection, event, opens, price, category)
    rows(connection, 'UPDATE boh.events SET booking_opens_at = $2, price = $3, category = $4 WHERE id = $1',
         [event, opens.iso8601(3), price.to_s('F'), category])
  end

  def edit_venue(connection, slug, amenities)
    rows(connection, 'UPDATE boh.venues SET amenities = $2 WHERE slug = $1', [slug, PG::TextEncoder::Array.new.encode(amenities)])
  end
end

Steps.new(PgClient.new).run
