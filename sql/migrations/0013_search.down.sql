-- Back to version 12.

DROP TABLE event_search;
