<?php
// PDO, with its driver pdo_pgsql.

function connect(string $role): PDO
{
	return new PDO(sprintf('pgsql:host=127.0.0.1;port=%s;dbname=%s', getenv('BOH_PORT'), getenv('BOH_DATABASE')), $role, '', [
		PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION,
		PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_ASSOC,
		// Otherwise PDO names its statements, which PgBouncer knows from 1.21 on.
		PDO::PGSQL_ATTR_DISABLE_PREPARES => true,
	]);
}

// false would become an empty text, which is no boolean for PostgreSQL.
function query(PDO $pdo, string $text, array $values = []): array
{
	$statement = $pdo->prepare($text);
	foreach ($values as $i => $value) {
		$statement->bindValue($i + 1, $value, is_bool($value) ? PDO::PARAM_BOOL : ($value === null ? PDO::PARAM_NULL : PDO::PARAM_STR));
	}
	$statement->execute();
	return $statement->fetchAll();
}

function value(PDO $pdo, string $text, array $values = [])
{
	return current(query($pdo, $text, $values)[0]);
}

function json(PDO $pdo, string $text, array $values = [])
{
	$found = value($pdo, $text, $values);
	return $found === null ? null : json_decode($found, true, 512, JSON_THROW_ON_ERROR);
}

function withSession(PDO $pdo, ?string $token, callable $work)
{
	$pdo->beginTransaction();
	try {
		$person = query($pdo, 'SELECT user_id AS id, role FROM boh_set_session(?)', [$token])[0];
		$result = $work($pdo, $person);
		$pdo->commit();
		return $result;
	} catch (Throwable $error) {
		// An error of COMMIT has ended the transaction.
		if ($pdo->inTransaction()) {
			$pdo->rollBack();
		}
		throw $error;
	}
}

// PDO has DETAIL and the hint only within the text of the message, and their labels in the language of
// the server.  DETAIL of boh is one line of JSON, and the hint is the next one.
function databaseError(PDOException $error): array
{
	preg_match('/^[^:\n]+: +(\{.*\})(?:\n[^:\n]+: +(.*))?$/m', $error->errorInfo[2] ?? '', $found);
	return [
		'code' => $error->errorInfo[0] ?? $error->getCode(),
		'detail' => isset($found[1]) ? json_decode($found[1], true) : null,
		'hint' => $found[2] ?? null,
	];
}

// Runs work again while the database asks for it: up to five times in all, and each time after a
// longer wait, of which a random part is left out.
function retry(callable $work)
{
	for ($attempt = 1;; $attempt++) {
		try {
			return $work();
		} catch (PDOException $error) {
			if ($attempt === 5 || !in_array(databaseError($error)['code'], ['40001', '40P01', '55P03'], true)) {
				throw $error;
			}
		}
		usleep(random_int(0, 100000 * 2 ** $attempt));
	}
}

function findLogin(PDO $pdo, string $email, ?string $clientIp): array
{
	return query($pdo, 'SELECT user_id, password_hash, wait_seconds FROM boh_find_login(?, ?)', [$email, $clientIp])[0];
}

function recordLogin(PDO $pdo, string $email, bool $succeeded, ?string $clientIp): int
{
	return value($pdo, 'SELECT wait_seconds FROM boh_record_login(?, ?, ?)', [$email, $succeeded, $clientIp]);
}

function listEvents(PDO $pdo, array $filters, int $pageSize, ?string $cursor): array
{
	return json($pdo, 'SELECT boh_list_events(?, ?, ?)', [json_encode($filters), $pageSize, $cursor]);
}

function book(PDO $pdo, string $event, int $seats, string $key): array
{
	return query($pdo, 'SELECT * FROM boh_book_seats(?, boh_session_user(), ?, ?)', [$event, $seats, $key])[0];
}

function confirm(PDO $pdo, string $booking, string $payment): array
{
	return query($pdo, 'SELECT * FROM boh_confirm_booking(?, ?)', [$booking, $payment])[0];
}

function page(PDO $pdo, string $slug): ?array
{
	return json($pdo, 'SELECT boh_page(?)', [$slug]);
}

function createPage(PDO $pdo, array $page, array $sections): string
{
	return value($pdo, 'SELECT boh_create_page(?, ?)', [json_encode($page), json_encode($sections)]);
}

function sectionIds(PDO $pdo, string $page): array
{
	return array_column(query($pdo, 'SELECT id FROM boh.content_sections WHERE page_id = ? ORDER BY position', [$page]), 'id');
}

// PDO knows no arrays.  Ids have nothing that would have to be quoted.
function reorder(PDO $pdo, string $page, array $sections): int
{
	return value($pdo, 'SELECT boh_reorder_sections(?, ?)', [$page, '{' . implode(',', $sections) . '}']);
}

function publish(PDO $pdo, string $page): int
{
	return value($pdo, 'SELECT boh_publish_page(?)', [$page]);
}

function upload(PDO $pdo, string $originalFilename, string $mimeType, int $fileSize): array
{
	return query($pdo, 'INSERT INTO boh.media_files (original_filename, mime_type, file_size) VALUES (?, ?, ?) RETURNING id, filename, url, file_size',
		[$originalFilename, $mimeType, $fileSize])[0];
}

function addSection(PDO $pdo, string $page, string $type, array $data): string
{
	return value($pdo, 'SELECT boh_add_section(?, ?, ?)', [$page, $type, json_encode($data)]);
}

// Texts in arrays may have quotes and commas, so they come and go as JSON.
function readEvent(PDO $pdo, string $slug): array
{
	$event = query($pdo, 'SELECT e.id, e.start_date, e.booking_opens_at, e.price, e.capacity, e.category, to_json(v.amenities) AS amenities
		FROM boh.events e JOIN boh.venues v ON v.id = e.venue_id WHERE e.slug = ?', [$slug])[0];
	$event['amenities'] = json_decode($event['amenities'], true);
	return $event;
}

function editVenue(PDO $pdo, string $slug, array $amenities): void
{
	query($pdo, 'UPDATE boh.venues SET amenities = ARRAY(SELECT json_array_elements_text(?)) WHERE slug = ?',
		[json_encode($amenities), $slug]);
}

function editEvent(PDO $pdo, string $event, DateTimeInterface $opens, string $price, string $category): void
{
	query($pdo, 'UPDATE boh.events SET booking_opens_at = ?, price = ?, category = ? WHERE id = ?',
		[$opens->format('Y-m-d\TH:i:s.vP'), $price, $category, $event]);
}
