# Writes the statements of a seed, one after each line "-- STEP name", as the
# initializers of an array in C: {"name", "text"}.

function quote(line)
{
	gsub(/\\/, "\\\\", line)
	gsub(/"/, "\\\"", line)
	gsub(/\t/, " ", line)
	print "\"" line "\\n\""
}

/^-- STEP / {
	if (steps++)
		print "},"
	print "{\"" $3 "\","
	next
}

steps {
	quote($0)
}

END {
	if (!steps)
	{
		print "sql/seeds.awk: no steps" > "/dev/stderr"
		exit 1
	}
	print "},"
}
