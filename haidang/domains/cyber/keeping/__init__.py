"""Log records in the database: a partition a day, written in bulk, searched within limits, dropped when their time is over."""
