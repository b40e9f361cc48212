-- Back to version 13.

DROP TABLE booking_days;
