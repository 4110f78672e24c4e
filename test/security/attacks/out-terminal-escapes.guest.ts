// prints what would take over a terminal or a page
// expect: contained
console.log("\u001b]0;title\u0007\u001b[2J\u001b[1;1H\u009b31m\u202e<script>alert(1)</script>\r\n\0");
throw new Error("\u001b[2J\u202e<img src=x onerror=alert(1)>");
