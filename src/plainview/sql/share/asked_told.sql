-- One row is one answer about one asked pair, with the two agencies and the files it rests on.
select a.from_id, coalesce(nullif(f.canonical, ''), a.from_id) as from_name, f.state as from_state, f.kind as from_kind, f.level as from_level,
       a.to_id, coalesce(nullif(t.canonical, ''), a.to_id) as to_name, t.state as to_state, t.kind as to_kind, t.level as to_level,
       a.day, a.certainty, a.disagree, a.basis,
       a.at_on, a.at_basis, a.at_release_id, a.at_row_no, s.name as at_file, a.log_release_id, g.name as log_file,
       a.before_on, a.before_basis, a.before_release_id, a.before_row_no, b.name as before_file,
       a.after_on, a.after_basis, a.after_release_id, a.after_row_no, z.name as after_file,
       a.denied_on, a.denied_basis, a.denied_release_id, a.denied_row_no, d.name as denied_file
from asked_answers a
left join agencies f on f.agency_id = a.from_id
left join agencies t on t.agency_id = a.to_id
left join releases s on s.release_id = a.at_release_id
left join releases g on g.release_id = a.log_release_id
left join releases b on b.release_id = a.before_release_id
left join releases z on z.release_id = a.after_release_id
left join releases d on d.release_id = a.denied_release_id
order by case a.certainty when 'shown' then 0 when 'between' then 1 when 'last' then 2 when 'unknown' then 3 else 4 end, to_name, from_name, a.to_id, a.from_id
