-- one row is one file not taken in
select name, path, size_bytes, sha256, kind, why, fix
from refused
order by kind, path, name, sha256
