-- Back to version 3.

