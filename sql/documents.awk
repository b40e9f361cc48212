# Writes JSON documents, such as the forms of section types, from the .json files
# named on the command line, as the initializers of an array in C: {"NAME", "text"}.

function refuse(message)
{
	print "sql/documents.awk: " message > "/dev/stderr"
	failed = 1
	exit 1
}

BEGIN {
	for (i = 1; i < ARGC; i++)
	{
		name = ARGV[i]
		sub(/^.*\//, "", name)
		if (name !~ /^[A-Z]+(_[A-Z]+)*\.json$/)
			refuse(ARGV[i] ": the name is not NAME.json")
		sub(/\.json$/, "", name)
		print "{\"" name "\","
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
		refuse("no documents")
	exit failed
}
