/** What a column's heading means. */
export const renderProtocols = (): string => `<section id="protocols">
<h2>How the numbers come about</h2>
<ul>
<li><strong>PAPER</strong> is eq. 14–16 as printed: PSNR of the final frame and both streams' distance to their memory.
<strong>LOCAL</strong> adds each stream's worst 16×16 neighbourhood, and counts all parts alike.</li>
<li><strong>PER_CLIP</strong> scales each part by its least and largest value in the clip, as published results do, and so needs the clip's future.
<strong>WHOLE_SET</strong> scales by those over all test clips. <strong>CAUSAL</strong> knows the held-out normal footage and the past alone, as a running camera does.</li>
<li><strong>Smoothed</strong> scores passed a Gaussian of that many frames (CAUSAL: over the past only).</li>
<li>An AUC is over all frames of all test clips together (micro); the macro mean of the clips' own areas stands in the list of runs. A clip's first five frames have no score and do not count.</li>
<li>An interval holds 95 % of the areas when whole clips are drawn again with replacement. “±” is the standard deviation over seeds, and the interval beside it the mean of theirs.</li>
</ul></section>`;
