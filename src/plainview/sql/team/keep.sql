-- One row is the value kept under this word from now on.
insert into kept (what, value) values (:what, :value) on conflict (what) do update set value = excluded.value
