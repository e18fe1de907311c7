-- A person decided that the entries a and b are not one search: where they stand in one, b leaves it.
update whole_labelled as l set tier = 'decided', label = cast(md5(concat_ws(' ', 'apart', cast($b_no as bigint), cast($b_row as bigint))) as uuid)
where l.release_no = $b_no and l.row_no = $b_row
  and l.label = (select label from labelled where release_no = $a_no and row_no = $a_row)
