-- one row is one file not taken in
select name, size_bytes, sha256, kind, why, fix
from refused
order by kind, name, sha256
