/** Colours come in pairs, one for each scheme; figures use the same variables. */
export const style = `
:root {
  --ground: #fcfcfb; --sheet: #ffffff; --ink: #1c1e21; --soft: #5c636d; --line: #dcdfe3;
  --accent: #0b62a8; --second: #b4530a; --third: #4d7c1b; --fourth: #8a3fa0; --fifth: #0a7f7a; --shade: #f4dcd6; --mark: #fdf3d8;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14161a; --sheet: #1b1e23; --ink: #e8eaed; --soft: #a0a8b4; --line: #343941;
    --accent: #6cb6f5; --second: #f0a35e; --third: #a3cf6b; --fourth: #cf97e6; --fifth: #6fd3cc; --shade: #4a2a26; --mark: #3b3216;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 16px/1.55 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
main { max-width: 66rem; margin: 0 auto; padding: 2.5rem 1.25rem 5rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .5rem; letter-spacing: -.01em; }
h2 { font-size: 1.25rem; margin: 3rem 0 .4rem; }
h3 { font-size: 1rem; margin: 0 0 .5rem; }
p { margin: .4rem 0 .9rem; max-width: 46rem; }
.soft, figcaption, caption, small { color: var(--soft); }
code { font: .88em ui-monospace, "DejaVu Sans Mono", monospace; background: var(--sheet);
  border: 1px solid var(--line); border-radius: 4px; padding: .15em .4em; overflow-wrap: anywhere; }
.facts + p { margin-top: 1rem; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.2rem, 1fr)); gap: .75rem;
  margin: 1.5rem 0 0; padding: 0; }
.facts div { background: var(--sheet); border: 1px solid var(--line); border-radius: 8px; padding: .7rem .9rem; }
.facts dt { color: var(--soft); font-size: .85rem; }
.facts dd { margin: 0; font-size: 1.3rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.facts dd small { display: block; font-size: .8rem; font-weight: 400; }
.scroll { overflow-x: auto; background: var(--sheet); border: 1px solid var(--line); border-radius: 8px; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; font-variant-numeric: tabular-nums; }
th, td { padding: .5rem .75rem; text-align: right; vertical-align: top; border-top: 1px solid var(--line); }
thead th { border-top: 0; color: var(--soft); font-weight: 500; font-size: .82rem; line-height: 1.3; vertical-align: bottom; }
th:first-child, td.text, th.text { text-align: left; }
tbody th { font-weight: 500; min-width: 9rem; }
tr.ours { background: color-mix(in srgb, var(--accent) 9%, transparent); }
td small { display: block; font-size: .78rem; white-space: nowrap; }
td.none { text-align: center; color: var(--soft); }
figure { margin: 1rem 0 2rem; }
figure svg { width: 100%; height: auto; background: var(--sheet); border: 1px solid var(--line); border-radius: 8px; }
.notice { background: var(--mark); border-radius: 8px; padding: .7rem .95rem; max-width: none; }
details { margin: .6rem 0; } summary { cursor: pointer; }
ul { padding-left: 1.2rem; max-width: 50rem; } li { margin: .3rem 0; }
@media print { main { max-width: none; } details { display: block; } }
`;
