-- One row is the account of this name, removed or not.
select name, role, password, is_active, stamp, made_at, changed_at from accounts where folded = :folded
