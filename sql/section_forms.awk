# Writes the forms of section types, from the .json files named on the command
# line, as the initializers of an array in C: {"TYPE", "schema"}.

function refuse(message)
{
	print "sql/section_forms.awk: " message > "/dev/stderr"
	failed = 1
	exit 1
}

BEGIN {
	for (i = 1; i < ARGC; i++)
	{
		type = ARGV[i]
		sub(/^.*\//, "", type)
		if (type !~ /^[A-Z]+(_[A-Z]+)*\.json$/)
			refuse(ARGV[i] ": the name is not TYPE.json")
		sub(/\.json$/, "", type)
		print "{\"" type "\","
		while ((status = (getline line < ARGV[i])) > 0)
		{
			gsub(/\\/, "\\\\", line)
			gsub(/"/, "\\\"", line)
			gsub(/\t/, " ", line)
			print "\"" line "\\n\""
		}
		if (status < 0)
			refuse(ARGV[i] " is missing")
		close(ARGV[i])
		print "},"
	}
	if (ARGC < 2)
		refuse("no forms")
	exit failed
}
