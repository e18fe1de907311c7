-- One row is one line of one sharing list. A portal cuts its list at commas, and so also a name that holds one: where the case
-- prints the name whole (whole_names), its parts, which stand one after the other, are put together again. Of two names that
-- would share a part the longer is taken, then the earlier.
create or replace temp view listed_rows as
with
starts as (
    select r.bytes_id, r.part, r.direction, r.piece, w.name
    from raw_share_rows r
    join whole_names w on split_part(w.name, ', ', 1) = split_part(lower(trim(r.listed_raw)), ', ', 1)
                      and starts_with(w.name, lower(trim(r.listed_raw)) || ', ')
    where r.piece is not null
),
grown as (
    select s.bytes_id, s.part, s.direction, s.piece, s.name, s.piece + n.more as last_piece,
           string_agg(trim(m.listed_raw), ', ' order by m.piece) as name_raw
    from starts s
    cross join (select unnest(range(1, 6)) as more) n
    join raw_share_rows m on m.bytes_id = s.bytes_id and m.part = s.part and m.direction = s.direction
                         and m.piece between s.piece and s.piece + n.more
    group by all
    having lower(string_agg(trim(m.listed_raw), ', ' order by m.piece)) = s.name
),
taken as (
    select * from grown g
    where not exists (
        select 1 from grown o
        where o.bytes_id = g.bytes_id and o.part = g.part and o.direction = g.direction
          and o.piece <= g.last_piece and g.piece <= o.last_piece
          and (o.last_piece - o.piece > g.last_piece - g.piece
               or (o.last_piece - o.piece = g.last_piece - g.piece and o.piece < g.piece))
    )
)
select r.* replace (
           case when t.piece is not null and r.from_raw = r.listed_raw then t.name_raw else r.from_raw end as from_raw,
           case when t.piece is not null and r.to_raw = r.listed_raw then t.name_raw else r.to_raw end as to_raw,
           coalesce(t.name_raw, r.listed_raw) as listed_raw)
from raw_share_rows r
left join taken t on t.bytes_id = r.bytes_id and t.part = r.part and t.direction = r.direction and t.piece = r.piece
where not exists (
    select 1 from taken x
    where x.bytes_id = r.bytes_id and x.part = r.part and x.direction = r.direction and r.piece > x.piece and r.piece <= x.last_piece
)
