-- One row is one account, also those that were removed; ordered by name.
select name, role, password, is_active, stamp, made_at, changed_at from accounts order by folded
