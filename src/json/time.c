/*-------------------------------------------------------------------------
 *
 * json/time.c
 *	  Dates and times of RFC 3339.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "json/format.h"

/* Reads this many digits; -1 if there are fewer. */
static int
read_digits(const char *text, int count)
{
	int			value = 0;

	for (int i = 0; i < count; i++)
	{
		if (text[i] < '0' || text[i] > '9')
			return -1;
		value = value * 10 + text[i] - '0';
	}
	return value;
}

bool
boh_format_date(const char *text, int length)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int			year,
				month,
				day;
	bool		leap;

	if (length != 10 || text[4] != '-' || text[7] != '-')
		return false;
	year = read_digits(text, 4);
	month = read_digits(text +5, 2);
	day = read_digits(text +8, 2);
	if (year < 0 || month < 1 || month > 12 || day < 1)
		return false;
	leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	return day <= days[month - 1] + (month == 2 && leap ? 1 : 0);
}

bool
boh_format_time(const char *text, int length)
{
	int			hour,
				minute,
				second,
				offset = 0,
				position = 8;

	if (length < 9 || text[2] != ':' || text[5] != ':')
		return false;
	hour = read_digits(text, 2);
	minute = read_digits(text +3, 2);
	second = read_digits(text +6, 2);
	if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
		return false;
	if (text[position] == '.')
	{
		int			first = ++position;

		while (position < length && text[position] >= '0' && text[position] <= '9')
			position++;
		if (position == first)
			return false;
	}

	if (position == length)
		return false;
	if (text[position] == 'Z' || text[position] == 'z')
		position++;
	else
	{
		int			hours,
					minutes;

		if (length - position < 6 || (text[position] != '+' && text[position] != '-') ||
			text[position + 3] != ':')
			return false;
		hours = read_digits(text +position + 1, 2);
		minutes = read_digits(text +position + 4, 2);
		if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59)
			return false;
		offset = (hours * 60 + minutes) * (text[position] == '-' ? -1 : 1);
		position += 6;
	}
	if (position != length)
		return false;

	/* a leap second can only be the last second of a day in UTC */
	return second < 60 || (hour * 60 + minute - offset + 2 * 1440) % 1440 == 1439;
}

bool
boh_format_date_time(const char *text, int length)
{
	return length > 11 && boh_format_date(text, 10) &&
		(text[10] == 'T' || text[10] == 't') &&
		boh_format_time(text +11, length - 11);
}
