"""Closed days of readings as files: one sorted Parquet file (zstd) a day in `archive/`, read by DuckDB in any process."""

PACKER = 4_711_004  # the lock in the database of whoever writes files, and of a backup
