"""Pages of the tests' own writing."""

SCRIPT = "SCRIPT-THAT-MUST-NOT-SHOW"
HIDDEN = "HIDDEN-THAT-MUST-NOT-SHOW"
SENTENCE = "聯準會今年不會降息，十年期公債殖利率將在未來12至18個月升破百分之五。"
HEAD = """<title>殖利率將升破五厘 - 財經日報</title>
<meta name="author" content="作者：王小明"><meta property="og:site_name" content="財經日報">
<meta property="article:published_time" content="2026-03-01T00:30:00+08:00">"""
ARTICLE = f"""<nav><ul><li><a href="/">首頁</a></li><li><a href="/x">財經</a></li></ul></nav>
<article><h1>殖利率將升破五厘</h1>
<p>{SENTENCE}<script>document.write("{SCRIPT}")</script></p>
<h2>為什麼</h2><p onclick="{SCRIPT}">通膨黏著，財政赤字擴大，<b>期限溢價</b>回升。<br>第二行在此。</p>
<ul><li><p>電價年增率高於整體物價至少一點五個百分點。</p></li><li>資料中心用電需求每年增加一成。</li></ul>
<table><tr><th>年</th><th>值</th></tr><tr><td>2026</td><td>5.1</td></tr></table>
<p hidden>{HIDDEN}</p><p style="color:red; DISPLAY : none">{HIDDEN}</p><p style="visibility:hidden">{HIDDEN}</p>
<img src="http://169.254.169.254/" onerror="{SCRIPT}"><iframe src="http://10.0.0.1/">{SCRIPT}</iframe>
<svg><script>{SCRIPT}</script></svg><template><p>{SCRIPT}</p></template><noscript>{SCRIPT}</noscript></article>
<footer>版權所有</footer><script>{SCRIPT}</script><style>{SCRIPT}</style>"""
TEXT = f"""殖利率將升破五厘

{SENTENCE}

為什麼

通膨黏著，財政赤字擴大，期限溢價回升。
第二行在此。

• 電價年增率高於整體物價至少一點五個百分點。
• 資料中心用電需求每年增加一成。

年 | 值
2026 | 5.1"""


def page(body: str = ARTICLE, head: str = HEAD, lang: str = "zh-Hant-TW") -> str:
    """A page's source."""
    return f'<!doctype html>\n<html lang="{lang}"><head>{head}</head><body>{body}</body></html>'
