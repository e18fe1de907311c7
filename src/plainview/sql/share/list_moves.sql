-- One row is one read sharing list beside the next one of the same agency, direction and kind of document. Of several of one day
-- the longest stands for it. A list that could not be read is compared with nothing.
create or replace temp table list_moves as
with
days as (
    select l.custodian_id, l.direction, l.kind, l.seen_on, l.release_id, l.n_partners
    from share_lists l join releases r on r.release_id = l.release_id
    where l.state = 'read' and l.seen_on is not null
    qualify row_number() over (
        partition by l.custodian_id, l.direction, l.kind, l.seen_on order by l.n_partners desc, r.path desc, l.release_id
    ) = 1
)
select custodian_id, direction, kind, lag(seen_on) over list as from_on, lag(release_id) over list as a_id, lag(n_partners) over list as n_before,
       seen_on as to_on, release_id as b_id, n_partners as n_after
from days
window list as (partition by custodian_id, direction, kind order by seen_on)
qualify a_id is not null
