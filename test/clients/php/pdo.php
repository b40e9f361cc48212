<?php
// The dozen steps of ../STEPS.md, with PDO.

require __DIR__ . '/client.php';

const GRACE = '01990000-0000-7000-8000-000000000001';
const TEXT = '<p>"Quoted" 100% \\ here? $1 :name \'single\'</p>';
const AMENITIES = ['plain', 'two words', 'a "quote", and {braces}'];

function same($wanted, $found): void
{
	if ($found !== $wanted) {
		throw new Exception('wanted ' . json_encode($wanted) . ', got ' . json_encode($found));
	}
}

function refusal(callable $work): array
{
	try {
		$work();
	} catch (PDOException $error) {
		return databaseError($error);
	}
	throw new Exception('nothing was refused');
}

[$grace, $edsger, $admin] = array_map('getenv', ['BOH_TOKEN_GRACE', 'BOH_TOKEN_EDSGER', 'BOH_TOKEN_ADMIN']);
[$shop, $other, $office, $signIn, $payHooks, $visitor] = array_map('connect', ['shop', 'shop', 'back_office', 'sign_in', 'pay_hooks', 'visitor']);
$events = [];
$news = null;

$steps = [
	'session' => function () use ($signIn, $shop, $grace) {
		$login = findLogin($signIn, 'grace@example.org', '192.0.2.1');
		same([GRACE, 0], [$login['user_id'], $login['wait_seconds']]);
		same(0, recordLogin($signIn, 'grace@example.org', false, '192.0.2.1'));
		same(0, recordLogin($signIn, 'grace@example.org', true, '192.0.2.1'));
		same(['id' => GRACE, 'role' => 'USER'], withSession($shop, $grace, fn ($tx, $person) => $person));
		same(['id' => null, 'role' => 'ANONYMOUS'], withSession($shop, null, fn ($tx, $person) => $person));
		$reason = refusal(fn () => withSession($shop, $grace . 'x', fn () => null));
		same(['42501', []], [$reason['code'], $reason['detail']]);
	},
	'list' => function () use ($shop, &$events) {
		[$first, $second] = withSession($shop, null, function ($tx) {
			$first = listEvents($tx, ['city' => 'Wrocław'], 3, null);
			return [$first, listEvents($tx, ['city' => 'Wrocław'], 3, $first['next_cursor'])];
		});
		same([3, 1, null], [count($first['rows']), count($second['rows']), $second['next_cursor']]);
		$events = array_column([...$first['rows'], ...$second['rows']], 'id', 'slug');
		$slugs = array_keys($events);
		sort($slugs);
		same(['club', 'concert', 'duel', 'workshop'], $slugs);
	},
	'book' => function () use ($shop, $payHooks, $grace, &$events) {
		$book = fn () => withSession($shop, $grace, fn ($tx) => book($tx, $events['concert'], 2, 'order 1'));
		$booking = $book();
		same(['PENDING', 2, '99.00'], [$booking['status'], $booking['seats'], $booking['total_price']]);
		same($booking['id'], $book()['id']);
		$confirmed = confirm($payHooks, $booking['id'], 'pay_1');
		same(['CONFIRMED', false], [$confirmed['status'], $confirmed['refund_due']]);
		same(true, abs((new DateTimeImmutable($confirmed['confirmed_at']))->getTimestamp() - time()) < 3600);
	},
	'sold_out' => function () use ($shop, $grace, &$events) {
		$book = fn ($key) => withSession($shop, $grace, fn ($tx) => book($tx, $events['club'], 2, $key));
		$book('order 2');
		$reason = refusal(fn () => $book('order 3'));
		ksort($reason['detail']);
		same(['BH003', ['available' => 1, 'event_id' => $events['club'], 'requested' => 2]], [$reason['code'], $reason['detail']]);
		same(true, str_contains($reason['hint'], 'fewer seats'));
	},
	'retry' => function () use ($shop, $other, $grace, $edsger, &$events) {
		$refused = [];
		$other->beginTransaction();
		query($other, 'SELECT FROM boh_set_session(?)', [$edsger]);
		book($other, $events['duel'], 1, 'his');
		retry(function () use ($shop, $other, $grace, &$events, &$refused) {
			try {
				withSession($shop, $grace, function ($tx) use (&$events) {
					query($tx, "SET LOCAL lock_timeout = '50ms'");
					book($tx, $events['duel'], 1, 'hers');
				});
			} catch (PDOException $error) {
				$refused[] = databaseError($error)['code'];
				$other->commit();
				throw $error;
			}
		});
		same(['55P03'], $refused);
	},
	'page' => function () use ($visitor) {
		$about = page($visitor, 'about-us');
		same(['Über uns', ['heading' => 'Über uns']], [$about['title'], $about['sections'][0]['data']]);
		same(null, page($visitor, 'nothing'));
	},
	'publish' => function () use ($office, $visitor, $admin, &$news) {
		$news = withSession($office, $admin, function ($tx) {
			$id = createPage($tx, ['title' => 'News'],
				[['type' => 'HERO', 'data' => ['heading' => 'News']], ['type' => 'TEXT', 'data' => ['content' => TEXT]]]);
			same(2, reorder($tx, $id, array_reverse(sectionIds($tx, $id))));
			same(1, publish($tx, $id));
			return $id;
		});
		$sections = page($visitor, 'news')['sections'];
		same(['TEXT', 'HERO'], array_column($sections, 'type'));
		same(TEXT, $sections[0]['data']['content']);
	},
	'upload' => function () use ($office, $admin) {
		$file = withSession($office, $admin, fn ($tx) => upload($tx, 'Summer Fair.JPG', 'image/jpeg', 5000000));
		same(1, preg_match('/^summer-fair-[0-9a-f]{32}\.jpg$/', $file['filename']));
		same(['/media/' . $file['filename'], 5000000], [$file['url'], $file['file_size']]);
	},
	'error' => function () use ($office, $admin, &$news) {
		$reason = refusal(fn () => withSession($office, $admin, fn ($tx) => addSection($tx, $news, 'HERO', ['heading' => 5])));
		same(['23514', '/heading'], [$reason['code'], $reason['detail']['errors'][0]['path']]);
	},
	'rights' => function () use ($visitor) {
		same('42501', refusal(fn () => query($visitor, 'SELECT email FROM boh.users'))['code']);
		same('Über uns', page($visitor, 'about-us')['title']);
	},
	'types' => function () use ($shop, $office, $admin, &$events) {
		$before = readEvent($shop, 'concert');
		same([$events['concert'], '49.50', 100, 'CONCERT'], [$before['id'], $before['price'], $before['capacity'], $before['category']]);
		same('2031-03-04T05:06:07.890+00:00', (new DateTimeImmutable($before['start_date']))->format('Y-m-d\TH:i:s.vP'));
		same(['wifi', 'seats, "soft" ones', 'ünïcode {}'], $before['amenities']);
		$opens = new DateTimeImmutable('2026-01-02T03:04:05.678Z');
		withSession($office, $admin, function ($tx) use (&$events, $opens) {
			editEvent($tx, $events['concert'], $opens, '49.51', 'FESTIVAL');
			editVenue($tx, 'cafe-no1', AMENITIES);
		});
		$after = readEvent($shop, 'concert');
		same(['49.51', 'FESTIVAL', AMENITIES], [$after['price'], $after['category'], $after['amenities']]);
		same(true, new DateTimeImmutable($after['booking_opens_at']) == $opens);
	},
];

$number = 0;
$failed = false;
foreach ($steps as $name => $work) {
	$number++;
	try {
		$work();
		echo "ok $number - $name\n";
	} catch (Throwable $error) {
		$failed = true;
		echo "not ok $number - $name\n";
		fwrite(STDERR, "$name: $error\n");
	}
}
echo "ok 12 - models # SKIP PDO has none\n";
exit($failed ? 1 : 0);
