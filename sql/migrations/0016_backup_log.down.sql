-- Back to version 15.

DROP TABLE boh_backup_log;
