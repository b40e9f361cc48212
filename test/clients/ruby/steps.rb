# The dozen steps of ../STEPS.md, for a client in Ruby.
#
#   Steps.new(client).run
#
# Each client is an object with the same methods, written as its users would write them.  connect(url)
# makes a pool, and with_session(pool, token) gives a transaction and its person to a block.

require 'time'

class Steps
  GRACE = '01990000-0000-7000-8000-000000000001'.freeze
  TEXT = %q(<p>"Quoted" 100% \ here? $1 :name 'single'</p>).freeze
  AMENITIES = ['plain', 'two words', 'a "quote", and {braces}'].freeze
  TOKENS = %w[GRACE EDSGER ADMIN].to_h { |name| [name, ENV.fetch("BOH_TOKEN_#{name}")] }
  AGAIN = %w[40001 40P01 55P03].freeze

  def self.url(role)
    "postgresql://#{role}@127.0.0.1:#{ENV.fetch('BOH_PORT')}/#{ENV.fetch('BOH_DATABASE')}"
  end

  # Runs a block again while the database asks for it: up to five times in all, and each time after a
  # longer wait, of which a random part is left out.
  def self.retry_on(client)
    attempt = 1
    begin
      yield
    rescue StandardError => e
      raise if attempt == 5 || !AGAIN.include?(client.database_error(e)&.fetch(:code))

      sleep(rand * 0.1 * 2**attempt)
      attempt += 1
      retry
    end
  end

  def initialize(client)
    @client = client
    @shop, @other, @office, @sign_in, @pay_hooks, @visitor =
      %w[shop shop back_office sign_in pay_hooks visitor].map { |role| client.connect(Steps.url(role)) }
    @events = {}
  end

  def same(wanted, found)
    raise "wanted #{wanted.inspect}, got #{found.inspect}" unless wanted == found
  end

  def refusal
    yield
  rescue StandardError => e
    @client.database_error(e) || raise
  else
    raise 'nothing was refused'
  end

  def book_as(token, event, seats, key)
    @client.with_session(@shop, TOKENS[token]) { |tx, _| @client.book(tx, @events[event], seats, key) }
  end

  def session
    login = @client.find_login(@sign_in, 'grace@example.org', '192.0.2.1')
    same([GRACE, 0], login.values_at('user_id', 'wait_seconds'))
    same(0, @client.record_login(@sign_in, 'grace@example.org', true, '192.0.2.1'))
    same({ 'id' => GRACE, 'role' => 'USER' }, @client.with_session(@shop, TOKENS['GRACE']) { |_, person| person })
    same({ 'id' => nil, 'role' => 'ANONYMOUS' }, @client.with_session(@shop, nil) { |_, person| person })
    reason = refusal { @client.with_session(@shop, "#{TOKENS['GRACE']}x") { nil } }
    same(['42501', {}], reason.values_at(:code, :detail))
  end

  def list
    first, second = @client.with_session(@shop, nil) do |tx, _|
      page = @client.list_events(tx, { city: 'Wrocław' }, 3, nil)
      [page, @client.list_events(tx, { city: 'Wrocław' }, 3, page['next_cursor'])]
    end
    same([3, 1, nil], [first['rows'].size, second['rows'].size, second['next_cursor']])
    @events = (first['rows'] + second['rows']).to_h { |row| row.values_at('slug', 'id') }
    same(%w[club concert duel workshop], @events.keys.sort)
  end

  def book
    booking = book_as('GRACE', 'concert', 2, 'order 1')
    same(['PENDING', 2, BigDecimal('99.00')], booking.values_at('status', 'seats', 'total_price'))
    same(booking['id'], book_as('GRACE', 'concert', 2, 'order 1')['id'])
    confirmed = @client.confirm(@pay_hooks, booking['id'], 'pay_1')
    same(['CONFIRMED', false], confirmed.values_at('status', 'refund_due'))
    same(true, (confirmed['confirmed_at'] - Time.now).abs < 3600)
  end

  def sold_out
    book_as('GRACE', 'club', 2, 'order 2')
    reason = refusal { book_as('GRACE', 'club', 2, 'order 3') }
    same(['BH003', { 'event_id' => @events['club'], 'requested' => 2, 'available' => 1 }], reason.values_at(:code, :detail))
    same(true, reason[:hint].include?('fewer seats'))
  end

  def retry_step
    booked = Queue.new
    commit = Queue.new
    his = Thread.new do
      @client.with_session(@other, TOKENS['EDSGER']) do |tx, _|
        @client.book(tx, @events['duel'], 1, 'his')
        booked << true
        commit.pop
      end
    end
    booked.pop
    refused = []
    Steps.retry_on(@client) do
      @client.with_session(@shop, TOKENS['GRACE']) do |tx, _|
        @client.hurry(tx)
        @client.book(tx, @events['duel'], 1, 'hers')
      end
    rescue StandardError => e
      refused << @client.database_error(e)[:code]
      commit << true
      his.join
      raise
    end
    same(['55P03'], refused)
  end

  def page
    about = @client.page(@visitor, 'about-us')
    same(['Über uns', { 'heading' => 'Über uns' }], [about['title'], about['sections'][0]['data']])
    same(nil, @client.page(@visitor, 'nothing'))
  end

  def publish
    sections = [{ type: 'HERO', data: { heading: 'News' } }, { type: 'TEXT', data: { content: TEXT } }]
    @client.with_session(@office, TOKENS['ADMIN']) do |tx, _|
      @news = @client.create_page(tx, { title: 'News' }, sections)
      same(2, @client.reorder(tx, @news, @client.section_ids(tx, @news).reverse))
      same(1, @client.publish(tx, @news))
    end
    text, hero = @client.page(@visitor, 'news')['sections']
    same(%w[TEXT HERO], [text['type'], hero['type']])
    same(TEXT, text['data']['content'])
  end

  def upload
    file = @client.with_session(@office, TOKENS['ADMIN']) { |tx, _| @client.upload(tx, 'Summer Fair.JPG', 'image/jpeg', 5_000_000) }
    same(true, /\Asummer-fair-\h{32}\.jpg\z/.match?(file['filename']))
    same(["/media/#{file['filename']}", 5_000_000], file.values_at('url', 'file_size'))
  end

  def error
    reason = refusal { @client.with_session(@office, TOKENS['ADMIN']) { |tx, _| @client.add_section(tx, @news, 'HERO', { heading: 5 }) } }
    same(['23514', '/heading'], [reason[:code], reason[:detail]['errors'][0]['path']])
  end

  def rights
    same('42501', refusal { @client.emails(@visitor) }[:code])
    same('Über uns', @client.page(@visitor, 'about-us')['title'])
  end

  def types
    before = @client.read_event(@shop, 'concert')
    same([@events['concert'], Time.iso8601('2031-03-04T05:06:07.890Z'), BigDecimal('49.50'), 100, 'CONCERT', ['wifi', 'seats, "soft" ones', 'ünïcode {}']],
         before.values_at('id', 'start_date', 'price', 'capacity', 'category', 'amenities'))
    opens = Time.iso8601('2026-01-02T03:04:05.678Z')
    @client.with_session(@office, TOKENS['ADMIN']) do |tx, _|
      @client.edit_event(tx, @events['concert'], opens, BigDecimal('49.51'), 'FESTIVAL')
      @client.edit_venue(tx, 'cafe-no1', AMENITIES)
    end
    after = @client.read_event(@shop, 'concert')
    same([opens, BigDecimal('49.51'), 'FESTIVAL', AMENITIES], after.values_at('booking_opens_at', 'price', 'category', 'amenities'))
  end

  def models
    @client.models(TOKENS['GRACE'], @events['workshop'], GRACE)
  end

  ORDER = %w[session list book sold_out retry page publish upload error rights types models].freeze

  def run
    failed = false
    ORDER.each.with_index(1) do |name, number|
      if name == 'models' && !@client.respond_to?(:models)
        puts "ok #{number} - #{name} # SKIP the client has none"
        next
      end
      public_send(name == 'retry' ? :retry_step : name)
      puts "ok #{number} - #{name}"
    rescue StandardError => e
      puts "not ok #{number} - #{name}"
      warn "#{name}: #{e.full_message(highlight: false)}"
      failed = true
    end
    exit(failed ? 1 : 0)
  end
end
