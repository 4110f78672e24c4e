/** Chinese words of tool descriptions and requests, with the English words that a search would use. */
const table = `
搜索 search|检索 search|查询 query get|查找 find search|查看 view get|获取 get|取得 get|得到 get|读取 read|列出 list|列表 list|清单 list
创建 create|新建 create|新增 add|添加 add|增加 add|插入 insert|生成 generate|制作 make|建立 create|删除 delete|移除 remove|清除 clear
更新 update|修改 modify update|编辑 edit|设置 set|配置 config|保存 save|写入 write|上传 upload|下载 download|发送 send|发布 publish|提交 submit
回复 reply|评论 comment|接收 receive|打开 open|关闭 close|启动 start|开始 start|停止 stop|结束 end|取消 cancel|执行 execute run|运行 run
调用 call|转换 convert|翻译 translate|计算 calculate|分析 analyze|统计 statistics|汇总 summary|总结 summary|摘要 summary|比较 compare|对比 compare
合并 merge|拆分 split|分割 split|排序 sort|过滤 filter|筛选 filter|推荐 recommend|预测 forecast|预报 forecast|检查 check|检测 detect|验证 validate
测试 test|监控 monitor|通知 notification|提醒 reminder|订阅 subscribe|登录 login|注册 register|授权 authorize|认证 authentication|连接 connect
复制 copy|移动 move|重命名 rename|导出 export|导入 import|抓取 fetch scrape|爬取 crawl|解析 parse|提取 extract|识别 recognize|渲染 render|绘制 draw
显示 show display|展示 display|点击 click|输入 input|输出 output|返回 return|选择 select|截图 screenshot|播放 play|录制 record|规划 plan|导航 navigation
文件 file|文件夹 folder|目录 directory|路径 path|文档 document|表格 table sheet|工作表 sheet|单元格 cell|演示 presentation|幻灯片 slide|图片 image
图像 image|照片 photo|图标 icon|图表 chart|图形 graph|柱状图 bar chart|折线图 line chart|饼图 pie chart|视频 video|音频 audio|音乐 music|歌曲 song
语音 voice|声音 sound|文本 text|文字 text|文章 article|内容 content|标题 title|描述 description|链接 link|网址 url|网页 webpage web|网站 website
浏览器 browser|页面 page|新闻 news|资讯 news|热点 hot trending|热门 hot trending|热搜 trending hot search|热榜 trending rank|榜单 rank list|排行 rank
排行榜 rank ranking|趋势 trend|话题 topic|消息 message|邮件 email|邮箱 email|短信 sms|电话 phone|日历 calendar|日程 schedule|会议 meeting|活动 event
时间 time|日期 date|今天 today|明天 tomorrow|昨天 yesterday|历史 history|农历 lunar calendar|黄历 chinese almanac calendar|八字 bazi fortune|生辰 birth
出生 birth|命理 fortune astrology|天气 weather|气温 temperature|空气 air|质量 quality|地图 map|地址 address|位置 location|地点 place location
经纬度 coordinates latitude longitude|坐标 coordinates|坐标系 coordinates|距离 distance|路线 route|路径规划 route directions|驾车 driving|步行 walking
骑行 bicycling cycling|公交 bus transit|地铁 subway metro|火车 train|列车 train|车次 train|高铁 train|车站 station|车票 ticket train|余票 ticket remaining
票价 fare price|换乘 transfer|出发 departure|到达 arrival|机票 flight ticket|航班 flight|机场 airport|酒店 hotel|旅游 travel|旅行 travel trip|景点 attraction
城市 city|省份 province|区域 area region|周边 nearby around|附近 nearby|用户 user|账号 account|账户 account|密码 password|权限 permission|成员 member
团队 team|组织 organization|公司 company|企业 company enterprise|客户 customer|联系人 contact|员工 employee|部门 department|项目 project|任务 task
待办 todo|工单 ticket|问题 issue question|需求 requirement|缺陷 bug|代码 code|仓库 repository|分支 branch|版本 version|部署 deploy|构建 build
流水线 pipeline|服务器 server|服务 service|容器 container|集群 cluster|实例 instance|数据库 database|数据 data|表 table|字段 field|记录 record|索引 index
日志 log|错误 error|状态 status|指标 metric|参数 parameter|函数 function|接口 api interface|模型 model|智能 ai intelligent|知识库 knowledge base|向量 vector
股票 stock|基金 fund|行情 quote market|价格 price|金额 amount|汇率 exchange rate|货币 currency|加密 crypto encrypt|支付 payment|订单 order|商品 product
产品 product|库存 inventory|购物 shopping|物流 logistics|快递 express delivery|发票 invoice|财务 finance|交易 trade transaction|指数 index|菜谱 recipe
食谱 recipe|烹饪 cook|做饭 cook|菜品 dish|膳食 meal|食材 ingredient|早餐 breakfast|午餐 lunch|晚餐 dinner|餐厅 restaurant|美食 food|吃 eat
过敏 allergy|忌口 avoid food|健康 health|医院 hospital|医生 doctor|药品 medicine drug|疾病 disease|运动 sport|游戏 game|电影 movie|票房 box office
电视 tv|节目 program|图书 book|书籍 book|小说 novel|阅读 reading|微信 wechat|微博 weibo|知乎 zhihu|抖音 douyin tiktok|小红书 xiaohongshu rednote
哔哩哔哩 bilibili|百度 baidu|头条 toutiao headline|淘宝 taobao|京东 jd|支付宝 alipay|钉钉 dingtalk|飞书 lark feishu|高德 amap|腾讯 tencent|网易 netease
豆瓣 douban|虎扑 hupu|掘金 juejin|必应 bing|谷歌 google|汽车 car|房产 housing|招聘 job recruitment|简历 resume|学校 school|课程 course|论文 paper
学术 academic|专利 patent|法律 law|合同 contract|语言 language|中文 chinese|英文 english|词云 word cloud|思维导图 mind map|流程图 flowchart
字体 font|颜色 color|样式 style|模板 template|格式 format|压缩 compress|加密解密 encrypt decrypt|编码 encode|随机 random|数学 math|公式 formula
关键词 keyword|标签 tag label|分类 category|类别 category|作者 author|来源 source|结果 result|详情 detail|详细 detail|信息 information info|当前 current
最新 latest|全部 all|所有 all|批量 batch|实时 realtime|列 column|行 row|段落 paragraph|脚注 footnote|页眉 header|水印 watermark
`;

/** Chinese word to English words. */
const chineseWords: ReadonlyMap<string, readonly string[]> = new Map(
  table
    .trim()
    .split(/[|\n]/u)
    .map((entry) => entry.trim().split(" "))
    .map(([word = "", ...english]) => [word, english]),
);

const longest = Math.max(...[...chineseWords.keys()].map((word) => word.length));

/** English words for a run of Chinese characters: the longest known words from the left. */
export function translateChinese(characters: readonly string[]): string[] {
  const words: string[] = [];
  let at = 0;
  while (at < characters.length) {
    let length = Math.min(longest, characters.length - at);
    while (length > 0 && !chineseWords.has(characters.slice(at, at + length).join(""))) length -= 1;
    if (length > 0) words.push(...(chineseWords.get(characters.slice(at, at + length).join("")) as readonly string[]));
    at += Math.max(1, length);
  }
  return words;
}
