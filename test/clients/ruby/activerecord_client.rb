# ActiveRecord 6.1.

require 'active_record'
require 'bigdecimal'
require 'json'
require_relative 'steps'

ROLES = %i[shop back_office sign_in pay_hooks visitor owner].freeze

# As config/database.yml has it.  Without prepared_statements: false ActiveRecord names its statements,
# which PgBouncer knows from 1.21 on.
ActiveRecord::Base.configurations = {
  'default_env' => ROLES.to_h { |role| [role.to_s, { 'url' => Steps.url(role), 'prepared_statements' => false }] }
}
ActiveRecord::Base.connects_to(database: ROLES.to_h { |role| [role, role] })

# Triggers set updated_at, and the profile "app" may not.
ActiveRecord::Base.record_timestamps = false

# What ActiveRecord knows of a table it reads from the catalog.
class Booking < ActiveRecord::Base
  self.table_name = 'boh.bookings'
  belongs_to :event
end

class Event < ActiveRecord::Base
  self.table_name = 'boh.events'
  belongs_to :venue
end

class Venue < ActiveRecord::Base
  self.table_name = 'boh.venues'
end

class MediaFile < ActiveRecord::Base
  self.table_name = 'boh.media_files'
end

class ContentSection < ActiveRecord::Base
  self.table_name = 'boh.content_sections'
  # A column "type" would mean that each type has a class of its own.
  self.inheritance_column = nil
end

class User < ActiveRecord::Base
  self.table_name = 'boh.users'
end

class ActiveRecordClient
  # A pool is the role of its connections.
  def connect(url)
    URI(url).user.to_sym
  end

  # The transaction is rolled back if the block raises.  The token is a parameter, so that no log and no
  # view of the server shows it; other values stand in the text, quoted.
  def with_session(role, token)
    ActiveRecord::Base.connected_to(role: role) do
      ActiveRecord::Base.transaction do
        connection = ActiveRecord::Base.connection
        person = connection.raw_connection.exec_params('SELECT user_id AS id, role FROM boh_set_session($1)', [token]).first
        yield connection, person
      end
    end
  end

  def database_error(error)
    result = error.cause.result if error.is_a?(ActiveRecord::StatementInvalid) && error.cause.is_a?(PG::Error)
    result ||= error.result if error.is_a?(PG::Error)
    return nil unless result

    detail = result.error_field(PG::PG_DIAG_MESSAGE_DETAIL)
    begin
      detail = JSON.parse(detail || '')
    rescue JSON::ParserError
      # DETAIL of PostgreSQL's own errors is text, if there is one.
    end
    { code: result.error_field(PG::PG_DIAG_SQLSTATE), detail: detail, hint: result.error_field(PG::PG_DIAG_MESSAGE_HINT) }
  end

  def value(text, *values)
    ActiveRecord::Base.connection.select_value(ActiveRecord::Base.sanitize_sql([text, *values]))
  end

  def json(text, *values)
    JSON.parse(value(text, *values) || 'null')
  end

  def as(role, &block)
    ActiveRecord::Base.connected_to(role: role, &block)
  end

  def find_login(role, email, client_ip)
    as(role) do
      ActiveRecord::Base.connection.select_one(
        ActiveRecord::Base.sanitize_sql(['SELECT user_id, password_hash, wait_seconds FROM boh_find_login(?, ?)', email, client_ip]))
    end
  end

  def record_login(role, email, succeeded, client_ip)
    as(role) { value('SELECT wait_seconds FROM boh_record_login(?, ?, ?)', email, succeeded, client_ip) }
  end

  def list_events(_, filters, page_size, cursor)
    json('SELECT boh_list_events(?, ?, ?)', filters.to_json, page_size, cursor)
  end

  # A model gives its types to the columns of the function.
  def book(_, event, seats, key)
    Booking.find_by_sql(['SELECT * FROM boh_book_seats(?, boh_session_user(), ?, ?)', event, seats, key]).first.attributes
  end

  def confirm(role, booking, payment)
    as(role) { Booking.find_by_sql(['SELECT * FROM boh_confirm_booking(?, ?)', booking, payment]).first.attributes }
  end

  def hurry(connection)
    connection.execute("SET LOCAL lock_timeout = '50ms'")
  end

  def page(role, slug)
    as(role) { json('SELECT boh_page(?)', slug) }
  end

  def create_page(_, page, sections)
    value('SELECT boh_create_page(?, ?)', page.to_json, sections.to_json)
  end

  def section_ids(_, page)
    ContentSection.where(page_id: page).order(:position).pluck(:id)
  end

  # In the place of a question mark, an array becomes a list of its values.
  def reorder(_, page, sections)
    value('SELECT boh_reorder_sections(?, ARRAY[?]::uuid[])', page, sections)
  end

  def publish(_, page)
    value('SELECT boh_publish_page(?)', page)
  end

  # create! knows the id only; the rest was filled in by the database.
  def upload(_, original_filename, mime_type, file_size)
    MediaFile.create!(original_filename: original_filename, mime_type: mime_type, file_size: file_size).reload.attributes
  end

  def add_section(_, page, type, data)
    value('SELECT boh_add_section(?, ?, ?)', page, type, data.to_json)
  end

  def emails(role)
    as(role) { value('SELECT email FROM boh.users') }
  end

  def read_event(role, slug)
    as(role) do
      event = Event.includes(:venue).find_by!(slug: slug)
      event.attributes.merge('amenities' => event.venue.amenities)
    end
  end

  def edit_event(_, event, opens, price, category)
    Event.find(event).update!(booking_opens_at: opens, price: price, category: category)
  end

  def edit_venue(_, slug, amenities)
    Venue.find_by!(slug: slug).update!(amenities: amenities)
  end

  def models(token, event, customer)
    with_session(:shop, token) do
      booking = Booking.create!(event_id: event, user_id: customer, seats: 1).reload
      found = [booking.status, booking.total_price, booking.event.title]
      raise found.inspect unless found == ['PENDING', BigDecimal('12.30'), 'Workshop']
    end
    as(:owner) { read_all }
  end

  def read_all
    tables = ActiveRecord::Base.connection.select_values("SELECT tablename FROM pg_tables WHERE schemaname = 'boh'")
    tables.each do |table|
      model = Class.new(ActiveRecord::Base) do
        self.table_name = "boh.#{table}"
        self.inheritance_column = nil
      end
      model.take
    end
    raise tables.inspect unless tables.size > 30
  end
end

Steps.new(ActiveRecordClient.new).run
