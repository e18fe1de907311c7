-- One row is the account as it is from now on.
insert into accounts (folded, name, role, password, is_active, stamp, made_at, changed_at)
values (:folded, :name, :role, :password, :is_active, :stamp, :made_at, :changed_at)
on conflict (folded) do update set
    role = excluded.role, password = excluded.password, is_active = excluded.is_active, stamp = excluded.stamp,
    changed_at = excluded.changed_at
