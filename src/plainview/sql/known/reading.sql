-- One row is one distinct reason as it was read. The purposes: 'certain', 'probable' or 'ambiguous'; 'none' where the reason was
-- read and gives another; null where nothing can be read (blank, masked, vague, only a number, not exported).
with
stated as (
    select reason_id,
           min(case when purpose = 'immigration' then rank end) as immigration,
           min(case when purpose = 'reproductive_care' then rank end) as reproductive_care,
           min(case when purpose = 'protest_speech' then rank end) as protest_speech,
           min(case when purpose = 'profiling' then rank end) as profiling,
           min(case when purpose = 'personal' then rank end) as personal,
           min(case when purpose = 'traffic' then rank end) as traffic
    from (
        select reason_id, purpose,
               case certainty when 'certain' then 'a certain' when 'probable' then 'b probable' else 'c ambiguous' end as rank
        from purposes
    )
    group by reason_id
),
r as (
    select reason_id, marks, offense_raw,
           trim(coalesce(offense_raw, '')) <> '' as has_offense,
           reason_state in ('masked', 'redacted', 'withheld', 'not_exported') as is_hidden,
           contains(marks, 'blank') or contains(marks, 'placeholder') as is_marked_empty,
           is_marked_empty or reason_state in ('empty', 'placeholder') as is_empty
    from reasons
)
select r.reason_id,
       cast(case
           when r.has_offense then true
           when r.is_hidden then null
           else not r.is_empty
       end as boolean) as reason_given,
       cast(case when not r.is_hidden then r.is_empty end as boolean) as reason_blank,
       cast(case when not r.is_hidden or r.has_offense
                 then contains(r.marks, 'vague') and p.reason_id is null and not r.is_marked_empty end as boolean) as reason_vague,
       cast(case when r.has_offense then true when r.offense_raw is not null then false end as boolean) as offense_given,
       cast(case when p.reason_id is not null then coalesce(p.immigration[3:], 'none') end as varchar) as purpose_immigration,
       cast(case when p.reason_id is not null then coalesce(p.reproductive_care[3:], 'none') end as varchar) as purpose_reproductive_care,
       cast(case when p.reason_id is not null then coalesce(p.protest_speech[3:], 'none') end as varchar) as purpose_protest_speech,
       cast(case when p.reason_id is not null then coalesce(p.profiling[3:], 'none') end as varchar) as purpose_profiling,
       cast(case when p.reason_id is not null then coalesce(p.personal[3:], 'none') end as varchar) as purpose_personal,
       cast(case when p.reason_id is not null then coalesce(p.traffic[3:], 'none') end as varchar) as purpose_traffic,
       cast(case when contains(r.marks, 'federal_agency') then true when p.reason_id is not null then false end as boolean) as names_federal_body,
       cast(case when contains(r.marks, 'for_other_agency') then true
                 when p.reason_id is not null then false end as boolean) as made_for_other_agency,
       cast(case when contains(n.names, '|ICE|') or contains(n.names, '|ERO|') or contains(n.names, '|CBP|')
                      or contains(n.names, '|USBP|') or contains(n.names, '|USCIS|') then true
                 when contains(n.names, '|DHS|') then null
                 when p.reason_id is not null then false end as boolean) as names_immigration_body
from r
join (select reason_id, '|' || coalesce(federal_name, '') || '|' as names from reasons) n using (reason_id)
left join stated p using (reason_id)
