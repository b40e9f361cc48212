# From what psql printed: a line for each call, with the sum of its statements' times.

function finish()
{
	if (variant != "")
		print bookings, name, variant, kind, pass, number, time
}

$1 == "call" { finish(); number++; variant = $2; time = 0 }
$1 == "Time:" { time += $2 }
END { finish() }
