SELECT row_count FROM boh_archive(:batch) WHERE entity = 'bookings';
