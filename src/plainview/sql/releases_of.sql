-- One row is one release whose bytes have this SHA-256: a file that was captured on several days is several.
select release_id from releases where sha256 = $sha256 order by release_id
