"""Strings that try to be more than text. Written for these tests after the known kinds: tags, attributes, addresses,
templates, closings of what they may stand in, and characters that are not seen."""

import itertools

ACTS = ("alert(1)", "alert`1`", "top['al'+'ert'](1)", "import('data:text/javascript,alert(1)')")
SHAPES = (
    "<script>{}</script>", "<ScRiPt>{}</sCrIpT>", "<script src=data:,{}></script>", "<img src=x onerror={}>",
    "<img/src=x/onerror={}>", '"><img src=x onerror="{}">', "'><svg onload={}>", "<svg><script>{}</script></svg>",
    "<svg><animate onbegin={} attributeName=x dur=1s>", "<body onload={}>", "<iframe srcdoc='<script>{}</script>'>",
    "<iframe src=javascript:{}>", "<a href=javascript:{}>x</a>", "<details open ontoggle={}>x</details>",
    "<input autofocus onfocus={}>", "<video><source onerror={}></video>", "<marquee onstart={}>", "<object data=javascript:{}>",
    "<math><mi xlink:href=javascript:{}>", "<form action=javascript:{}><button>x</button></form>",
    "<link rel=stylesheet href=data:,{}>", "<style>@import 'javascript:{}'</style>", "<meta http-equiv=refresh content='0;{}'>",
    "<base href=javascript:{}//>", "</title><script>{}</script>", "</style><script>{}</script>", "</textarea><script>{}</script>",
    "</pre><script>{}</script>", "</svg><script>{}</script>", "<!--><script>{}</script>-->", "<![CDATA[<script>{}</script>]]>",
    "{{{{ {} }}}}", "{{% {} %}}", "${{{}}}", "<%= {} %>", "&lt;script&gt;{}&lt;/script&gt;", "&#60;script&#62;{}&#60;/script&#62;",
    "\\u003cscript\\u003e{}\\u003c/script\\u003e", "javascript:{}", "data:text/html,<script>{}</script>", "' onmouseover={} x='",
    '" onfocus={} autofocus x="', "` onclick={} `", "<x onclick={}>x</x>", "<template><script>{}</script></template>",
    "<noscript><p title='</noscript><script>{}</script>'>", "<select><script>{}</script></select>", "<embed src=javascript:{}>",
    "]]><script>{}</script>", "<img src='x' onerror='{}' alt='>'>",
)  # fmt: skip
UNSEEN = ("\u202eabc\u202c", "\u2066abc\u2069", "a\u200bb", "\ufeffabc", "a\u00adb", "\u061cabc")
STRINGS = (*(shape.format(act) for shape, act in itertools.product(SHAPES, ACTS)), *UNSEEN)
