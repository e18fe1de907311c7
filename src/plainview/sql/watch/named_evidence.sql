-- One row is one row that a question found (asked), with its name, and the names it would have had while an agency in it was called
-- otherwise (renamed: from an id of now to one of before). The name is made of the agencies and of what sets it apart beside them.
with
thens as (
    select now_id, list(then_id order by then_id) as ids from renamed group by now_id
),
called as (
    select a.*, list_concat([a.who[1]], coalesce(one.ids, [])) as firsts,
           case when len(a.who) > 1 then list_concat([a.who[2]], coalesce(two.ids, [])) else [cast(null as varchar)] end as seconds
    from asked a
    left join thens one on one.now_id = a.who[1]
    left join thens two on two.now_id = a.who[2]
),
named as (
    select *, flatten(list_transform(firsts, lambda x: list_transform(seconds, lambda y: md5(concat_ws('|', x, y, what))))) as names
    from called
)
select names[1] as evidence, names[2:] as before, * exclude (who, what, firsts, seconds, names) from named
