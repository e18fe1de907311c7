-- One row is the release of a given id, with the SHA-256 of its bytes.
select sha256 from releases where release_id = $release
