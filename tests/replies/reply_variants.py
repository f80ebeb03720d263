"""Further forms of quoting, as templates with `{o}` for the own words: old and new versions, phones, odd settings."""

ALERT = """【预警】A-12 疑似近似\n回复指令：受理 / 排除+理由 / 转海外\nA-12 受理\nA-13 排除 F3\n误报"""
_PAGE = ALERT.replace("\n", "<br>")
_MARKED = "\n".join("> " + line for line in ALERT.split("\n"))
PLAIN = {
    "qq1": '{o}\n\n\n------------------ 原始邮件 ------------------\n发件人: "知微" <alert@z.example>;\n发送时间: 2026年11月24日(星期二) 上午9:00\n收件人: "张三" <a@qq.com>;\n主题: 预警\n\n'
    + ALERT,
    "qq2": '{o}\n\n---原始邮件---\n发件人: "知微"<alert@z.example>\n发送时间: 2026年11月24日(周二) 上午9:00\n收件人: "张三"<a@qq.com>;\n主题: 预警\n\n'
    + ALERT,
    "qq3": '{o}\n\n\n\n---Original---\nFrom: "知微"<alert@z.example>\nDate: Tue, Nov 24, 2026 09:00 AM\nTo: "张三"<a@qq.com>;\nSubject: 预警\n\n'
    + ALERT,
    "qq4": "{o}\n\n张三\n\n\n\n         原始邮件\n         \n       \n发件人：知微 <alert@z.example>\n发件时间：2026年11月24日 09:00\n收件人：张三 <a@qq.com>\n主题：预警\n\n"
    + ALERT,
    "1631": '{o}\n\n\n\n\n\n\n\n\n\n\nAt 2026-11-24 09:00:00, "知微" <alert@z.example> wrote:\n\n' + ALERT,
    "1632": '{o}\n\n\n\n--\n张三\n四川某公司\n\n\n\n在 2026-11-24 09:00:00，"知微" <alert@z.example> 写道：\n'
    + _MARKED,
    "mm1": "{o}\n\n\n发自我的网易邮箱大师\n\n\n在2026年11月24日 09:00，知微<alert@z.example> 写道：\n"
    + ALERT,
    "mm2": "{o}\n\n\n来自 网易邮箱大师\n---- 原始邮件 ----\n发件人：知微\n发送日期：2026年11月24日\n" + ALERT,
    "mm3": "{o}\n\n| |\n张三\n|\n邮箱：a@163.com\n|\n\n签名由 网易邮箱大师 定制\n\n在2026年11月24日 09:00，知微 写道：\n"
    + ALERT,
    "mm4": "{o}\n---- 回复的原邮件 ----\n| 发件人 | 知微<alert@z.example> |\n| 日期 | 2026年11月24日 09:00 |\n| 收件人 | 张三 |\n| 主题 | 预警 |\n"
    + ALERT,
    "fox1": "{o}\n\n\n\na@b.example\n \n发件人： 知微\n发送时间： 2026-11-24 09:00\n收件人： 张三\n主题： 预警\n"
    + ALERT,
    "fox2": "{o}\n\n张三\n四川某某律师事务所\n\n发件人： 知微\n日期： 2026-11-24 09:00\n收件人： 张三\n主题： 预警\n"
    + ALERT,
    "ol1": "{o}\n\n________________________________\n发件人: 知微 <alert@z.example>\n发送时间: 2026年11月24日 9:00\n收件人: 张三\n主题: 预警\n\n"
    + ALERT,
    "ol2": "{o}\n\n-----邮件原件-----\n发件人: 知微 <alert@z.example> \n发送时间: 2026年11月24日 9:00\n收件人: 张三\n主题: 预警\n\n"
    + ALERT,
    "ol3": "{o}\n\n-----Original Message-----\nFrom: Zhiwei <alert@z.example>\nSent: Tuesday, November 24, 2026 9:00 AM\nTo: Zhang\nSubject: Alert\n\n"
    + ALERT,
    "ol4": "{o}\n\nFrom: Zhiwei <alert@z.example>\nDate: Tuesday, 24 November 2026 at 09:00\nTo: Zhang\nSubject: Alert\n"
    + ALERT,
    "ol5": "{o}\n\n从 Windows 版邮件发送\n\n发件人: 知微\n发送时间: 2026年11月24日 9:00\n收件人: 张三\n主题: 预警\n\n"
    + ALERT,
    "ol6": "{o}\n\n发送自 Windows 10 版邮件应用\n\n发件人: 知微\n发送时间: 2026年11月24日 9:00\n收件人: 张三\n主题: 预警\n\n"
    + ALERT,
    "ol7": "{o}\n\n获取 Outlook for iOS<https://x.example>\n________________________________\n发件人: 知微\n发送时间: 2026年11月24日 9:00\n"
    + ALERT,
    "ol8": "{o}\n\n**发件人:** 知微 <alert@z.example>\n**发送时间:** 2026年11月24日 9:00\n**收件人:** 张三\n**主题:** 预警\n\n"
    + ALERT,
    "core1": "{o}\n\n\n-----原始邮件-----\n发件人:知微 <alert@z.example>\n发送时间:2026-11-24 09:00:00 (星期二)\n收件人: 张三\n抄送: \n主题: 预警\n\n"
    + ALERT,
    "we1": "{o}\n\n发自我的企业微信\n\n----------回复的邮件信息----------\n知微<alert@z.example> 在 2026年11月24日 周二 09:00 写道：\n\n"
    + ALERT,
    "we2": "{o}\n\n\n----------Reply to Message----------\nOn Tue,Nov 24,2026 9:00 AM Zhiwei <alert@z.example> wrote:\n"
    + ALERT,
    "we3": "{o}\n\n------------------ Original ------------------\nFrom: 知微 <alert@z.example>\nDate: Tue,Nov 24,2026 9:00 AM\nTo: x\n"
    + ALERT,
    "ali1": "{o}\n\n------------------------------------------------------------------\n发件人：知微 <alert@z.example>\n发送时间：2026年11月24日(星期二) 09:00\n收件人：张三\n主　题：预警\n\n"
    + ALERT,
    "ali2": "{o}\n来自钉钉专属商务邮箱------------------------------------------------------------------\n发件人：知微<alert@z.example>\n日　期：2026年11月24日 09:00:00\n收件人：张三\n主　题：预警\n\n"
    + ALERT,
    "ios1": "{o}\n\n发自我的iPhone\n\n> 在 2026年11月24日，上午9:00，知微 <alert@z.example> 写道：\n> \n> \ufeff"
    + _MARKED,
    "ios2": "{o}\n\n发自我的 iPhone\n\n在 2026年11月24日，09:00，知微 <alert@z.example> 写道：\n\n\ufeff\n"
    + _MARKED,
    "ios3": "{o}\n\nSent from my iPhone\n\n> On Nov 24, 2026, at 09:00, Zhiwei <alert@z.example> wrote:\n> \n"
    + _MARKED,
    "mac": "{o}\n\n> 2026年11月24日 上午9:00，知微 <alert@z.example> 写道：\n> \n" + _MARKED,
    "gz": "{o}\n\n知微 <alert@z.example> 于2026年11月24日周二 上午9:00写道：\n\n" + _MARKED,
    "gz2": "{o}\n\n<alert@z.example> 于2026年11月24日周二 09:00写道：\n\n" + _MARKED,
    "gz3": "{o}\n\n在 2026年11月24日星期二，知微 <alert@z.example> 写道：\n\n" + _MARKED,
    "ge": "{o}\n\nOn Tue, Nov 24, 2026 at 9:00 AM 知微 <alert@z.example> wrote:\n\n" + _MARKED,
    "tb1": "{o}\n\n在 2026/11/24 9:00, 知微 写道:\n" + _MARKED,
    "tb2": "{o}\n\n于 2026/11/24 9:00, 知微 写道:\n" + _MARKED,
    "tb3": "{o}\n\n知微 写道:\n" + _MARKED,
    "tb4": "{o}\n\nOn 2026/11/24 9:00, Zhiwei wrote:\n" + _MARKED,
    "tb5": "{o}\n\nAm 24.11.2026 um 09:00 schrieb Zhiwei:\n" + _MARKED,
    "hw1": "{o}\n\n\n-------- 原始邮件 --------\n发件人：知微 <alert@z.example>\n日期：2026年11月24日周二 09:00\n收件人：张三\n主题：预警\n"
    + ALERT,
    "hw2": "{o}\n\n来自我的华为手机\n\n-------- 原始邮件 --------\n主题：预警\n发件人：知微\n收件人：张三\n"
    + ALERT,
    "hw3": "{o}\n\n发自我的 HUAWEI Mate 60\n\n------------原始邮件------------\n发件人：知微\n时间：2026年11月24日\n"
    + ALERT,
    "mi1": "{o}\n\n\n在 知微 <alert@z.example>，2026年11月24日 上午9:00写道：\n\n" + _MARKED,
    "mi2": "{o}\n发自我的小米手机\n在 2026年11月24日，知微 <alert@z.example> 写道：\n" + ALERT,
    "mi3": "{o}\n\n从我的小米手机发送\n\n----- 原始邮件 -----\n发件人: 知微\n收件人: 张三\n" + ALERT,
    "sina": "{o}\n\n----- 原始邮件 -----\n发件人：知微 <alert@z.example>\n收件人：张三\n主题：预警\n日期：2026年11月24日 09点00分\n\n"
    + ALERT,
    "139": "{o}\n\n\n发自139邮箱\n\n\n------------------ 原始邮件 ------------------\n发件人:知微\n时间:2026-11-24\n"
    + ALERT,
    "fwd": "{o}\n\n---------- Forwarded message ---------\n发件人： 知微 <alert@z.example>\nDate: 2026年11月24日周二 09:00\nSubject: 预警\nTo: 张三\n\n"
    + ALERT,
    "yahoo": "{o}\n\nOn Tuesday, November 24, 2026, 09:00:00 AM GMT+8, Zhiwei <alert@z.example> wrote:\n\n"
    + ALERT,
    "sam": "{o}\n\n\n从我的 Galaxy 发送\n\n\n-------- 原始信息 --------\n发件人： 知微 <alert@z.example>\n日期： 2026/11/24 09:00 (GMT+08:00)\n收件人： 张三\n主题： 预警\n\n"
    + ALERT,
    "sig1": '{o}\n\n--\n张三\n受理科 电话：028-12345678\n\n在 2026-11-24 09:00:00，"知微" <alert@z.example> 写道：\n'
    + ALERT,
    "sig2": "{o}\n\n张三 | 法务部\n四川某某有限公司\nTel: 028-1\n免责声明：如果您不是收件人，请勿使用\n\n发件人: 知微\n发送时间: 2026年11月24日 9:00\n收件人: 张三\n主题: 预警\n"
    + ALERT,
    "sig3": "{o}\n\n此致\n敬礼\n张三\n\n在 2026年11月24日 09:00，知微 <alert@z.example> 写道：\n" + ALERT,
    "sig4": "{o}\n\nBest regards,\nZhang San\n\nThis email is confidential. If you accept this...\n\nOn Tue, Nov 24, 2026 at 9:00 AM 知微 <alert@z.example>\nwrote:\n\n"
    + _MARKED,
    "dream": "{o}\n\n======= 2026-11-24 09:00:00 您在来信中写道：=======\n" + ALERT,
    "feishu": "{o}\n\n发件人：知微<alert@z.example>\n时间：2026年11月24日(周二) 09:00\n主题：预警\n收件人：张三\n"
    + ALERT,
    "below": '在 2026-11-24 09:00:00，"知微" <alert@z.example> 写道：\n' + _MARKED + "\n\n{o}",
    "below2": "知微 <alert@z.example> 于2026年11月24日周二 09:00写道：\n" + _MARKED + "\n\n{o}\n\n-- \n张三",
}
PAGES = {
    "fox": '<html><body><div>{o}</div><div><br></div><div><br></div><div style="border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm"><div><b>发件人：</b>知微</div><div><b>发送时间：</b>2026-11-24</div><div><b>收件人：</b>x</div></div><div>'
    + _PAGE
    + "</div></body></html>",
    "163": '<div>{o}</div><br/><br/><div id="isReplyContent">在 2026-11-24 09:00:00，"知微" 写道：<br/><blockquote>'
    + _PAGE
    + "</blockquote></div>",
    "163b": '<div style="line-height:1.7;color:#000000;font-size:14px">{o}<br/><br/>在 2026-11-24 09:00:00，"知微" &lt;alert@z.example&gt; 写道：<br/> <blockquote id="isReplyContent">'
    + _PAGE
    + "</blockquote></div>",
    "163pre": '<div>{o}</div><pre>\nAt 2026-11-24 09:00:00, "x" &lt;alert@z.example&gt; wrote:\n'
    + ALERT
    + "</pre>",
    "qq": "<div>{o}</div><div><br></div><div>------------------&nbsp;原始邮件&nbsp;------------------</div><div>发件人: x</div>"
    + _PAGE,
    "qq2": "{o}<br><br>------------------ 原始邮件 ------------------<br>发件人: x<br>" + _PAGE,
    "ol": "<div>{o}</div><hr><div><b>发件人:</b> 知微<br><b>发送时间:</b> 2026<br><b>收件人:</b> x<br><b>主题:</b> x</div>"
    + _PAGE,
    "ol2": '<p>{o}</p><div id="x_divRplyFwdMsg"><b>From:</b> x</div>' + _PAGE,
    "ol3": '<div>{o}</div><div style="border-top:1px solid #ccc"><p><b>From:</b> x<br><b>Sent:</b> y<br></p></div>'
    + _PAGE,
    "ios": '<html><body>{o}<br><br>发自我的iPhone<br><br><blockquote type="cite">在 2026年11月24日，09:00，知微 写道：<br>'
    + _PAGE
    + "</blockquote></body></html>",
    "ios2": '<div dir="ltr">{o}</div><div dir="ltr"><br>发自我的 iPhone</div><div dir="ltr"><br>在 2026年11月24日，09:00，知微 &lt;alert@z.example&gt; 写道：<br><br></div><blockquote type="cite">'
    + _PAGE
    + "</blockquote>",
    "gm": '<div dir="ltr">{o}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">知微 &lt;<a href="mailto:a@b">a@b</a>&gt; 于2026年11月24日周二 09:00写道：<br></div><blockquote class="gmail_quote">'
    + _PAGE
    + "</blockquote></div>",
    "gm2": '<div dir="auto">{o}</div><br><div class="gmail_quote"><div dir="ltr">知微 于2026年11月24日周二 09:00写道：<br></div><blockquote>'
    + _PAGE
    + "</blockquote></div>",
    "tb": '<p>{o}</p><div class="moz-cite-prefix">在 2026/11/24 9:00, 知微 写道:<br></div><blockquote type="cite">'
    + _PAGE
    + "</blockquote>",
    "mm": '<div>{o}</div><div id="spnEditorSign_app">签名</div><div class="ntes-mailmaster-quote">'
    + _PAGE
    + "</div>",
    "we": "<div>{o}</div><div>发自我的企业微信</div><div>----------回复的邮件信息----------</div><div>x 在 2026年 写道：</div>"
    + _PAGE,
    "unk": '<div>{o}</div><div>知微 &lt;alert@z.example&gt; 在 2026年11月24日 写道：</div><div style="border-left:2px solid #ccc;padding-left:8px">'
    + _PAGE
    + "</div>",
    "ali": "<div>{o}</div><div>------------------------------------------------------------------</div><div>发件人：知微</div><div>发送时间：2026</div>"
    + _PAGE,
    "hw": '<div>{o}</div><div id="hw_quote">-------- 原始邮件 --------<br>发件人：知微<br>日期：2026年<br>'
    + _PAGE
    + "</div>",
    "mi": '<div>{o}</div><div>来自小米邮件<div class="xm_mail_oringinal_describe">发件人: x</div>' + _PAGE,
    "tbl": "<table><tr><td>{o}</td></tr></table><blockquote>" + _PAGE + "</blockquote>",
    "darkspan": '<div style="color: rgb(33,33,33); background-color: white">{o}</div><blockquote>'
    + _PAGE
    + "</blockquote>",
    "139": '<div>{o}</div><hr id="replySplit"><div id="reply139content">' + _PAGE + "</div>",
    "lark": '<div>{o}</div><div class="history-quote-wrapper"><div>发件人：x</div>' + _PAGE + "</div>",
}
