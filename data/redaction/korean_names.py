"""Korean names, and foreign names in Korean sentences: after labels, in introductions, and in answers.

A Korean name is a surname and mostly two syllables. Where little says that a name comes, these syllables must be
those that given names are made of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Final

from data.redaction.finding import Span
from data.redaction.latin_names import Trust, name_at
from data.redaction.literals import Literals
from data.redaction.words import words_of

_SURNAMES: Final = (
    "김이박최정강조윤장임한오서신권황안송류유홍전고문손양배백허남심노하곽성차주우구민진나지엄채원천방공현함변염여추도"
    "소석선설마길좌빙팽갈연위표명기반왕금옥육인맹제모탁국어은편용예경봉사부가복태목형피두감음빈동온호범라"
)
_FREQUENT_SURNAMES: Final = (
    "김이박최정강조윤장임한오서신권황안송홍유전고문손양배백허남심노하곽성차주우구민류나진엄채원천방공현함변염"
)
_DOUBLE_SURNAMES: Final = "남궁|황보|제갈|사공|선우|서문|독고|동방"
_GIVEN_FIRST: Final = (
    "가건경관광규근금기나남다단대덕도동두라래리명문미민범별병보복봄상새서석선설성세소솔송수숙순슬승시신아안애양언여연"
    "영예옥완용우운원유윤은의이인일자장재정제조종주준중지진찬창채천철청초춘충치태하학한해향현형혜호홍화효후훈휘희루로"
)
_GIVEN_LAST: Final = (
    "건겸결경관광교구국권균근기길나남늘님라람랑래랜련렬령록름리린림만명모미민배범별병복봄봉빈빛산삼상석선섭성세솔송수숙순슬승식"
    "신실심서단담로루아안애연열영예오옥온완용우욱운웅원월유윤율은을음이인일임자재정제조종주준중지진찬창채천철춘태택하학한해향헌혁현협형혜호홍"
    "화환효후훈휘희비루채"
)
_FULL = rf"(?:(?:{_DOUBLE_SURNAMES})[가-힣]{{1,2}}|[{_SURNAMES}][가-힣]{{2}})"
_LIKELY = rf"(?:(?:{_DOUBLE_SURNAMES})[가-힣]{{1,2}}|[{_FREQUENT_SURNAMES}][{_GIVEN_FIRST}][{_GIVEN_LAST}])"
_WIDER = rf"(?:(?:{_DOUBLE_SURNAMES})[가-힣]{{1,2}}|[{_SURNAMES}][{_GIVEN_FIRST}][{_GIVEN_LAST}])"
_GIVEN = rf"(?:[{_GIVEN_FIRST}][{_GIVEN_LAST}])"
_SPELLED_OUT = rf"(?:[{_FREQUENT_SURNAMES}] [가-힣] [가-힣])"
_SPACED = rf"(?:(?:{_DOUBLE_SURNAMES}) [가-힣]{{1,2}}(?![가-힣])|[{_FREQUENT_SURNAMES}] [가-힣] [가-힣](?![가-힣])|[{_FREQUENT_SURNAMES}] [{_GIVEN_FIRST}][{_GIVEN_LAST}])"
_FOREIGN_WORDS: Final = (
    "가르시아|나타샤|뉴엔|니콜라스|니콜|다니엘|다니엘라|대니얼|데이비드|드미트리|라흐만|레베카|로버트|로페즈|루카스|리사|리처드|마르코|마르티네즈"
    "|마리아|마이크|마이클|마이켈|마크|마틴|메리|무함마드|미구엘|미셸|바트|벤자민|브라운|브라이언|빅터|빅토리아|사라|산드라|새라|샘|소피아|소피|솜차이|수잔|스미스|스티븐"
    "|아나스타샤|아나|아흐메드|아흐마드|안나|안드레이|안젤라|안토니오|알렉산더|알렉스|압둘라|압둘|앤드류|앤디|앨리스|에릭|에마|에밀리|엘레나|엘리자베스|엠마|올가|올리비아"
    "|요시다|왕웨이|윌리엄|유키|응우옌|응웬|쩐|호앙|후인|부이|즈엉|응오|이반|이사벨라|자스민|장웨이|제니퍼|제니|제시카|제이슨|제이콥|제임스|조나단|조셉|존슨|존|줄리아|찰스|천웨이|카를로스|카렌"
    "|카르멘|카밀라|칼|캐서린|케빈|켈리|크리스|크리스티나|크리스틴|클라라|타나카|다나카|토마스|토머스|톰|트란|파울로|파트리샤|판티|팜|패트릭|페드로|폴|프랭크|피터|하산|하이즈|한나|해리|헨리|호세|후세인"
)
_SYLLABLES: Final = r"[가-힣]{1,7}"
_FOREIGN = rf"(?:(?:{_SYLLABLES} ){{0,2}}(?:{_FOREIGN_WORDS})(?: {_SYLLABLES}?){{0,2}})"
_FOREIGN_FIRST = rf"(?:[가-힣]{{2,5}}[^\W관사원장님으면서려를을] [{_FREQUENT_SURNAMES}])"
_HONORED = r"(?: ?고객님| ?회원님| ?손님(?!들)| 님(?=[^가-힣]|$|께|이|은|의|을|도|과|하고|한테|에게|으로|입|맞)| ?씨(?![가-힣])| 씨(?=[가는께와랑]|한테|에게|입니|예요|라고|하고)| ?여사님?)"

_BE = (
    r"(?:이라고|라고|입니다|이에요|예요|이예요|에요|이고|고요|이구|구요|인데|이요|요(?![가-힣])|이며|이십니다|입니당|임(?![가-힣])|이야|야(?![가-힣])"
    r"|이 아니|이랑|씨|님|여요|이여요|이죠|죠|이지|이오|으로|로(?![가-힣])|이었습니다|였습니다|이라|이네|거든|이거든|이신|이세|인가|이라서|일 (?:거|겁|텐데))"
)
_END = r"(?=\s*(?:$|[,.!?/\n)~(·\d]|전화|연락|번호|핸드폰|휴대|주소|생년|생일|고객|그리고|이메일|상품|주문|계좌|은행|[가-힣]*은행|연락처|맞[아나는습죠고으]|받는|보내는|명의|본인|적어|써 ?주|넣어|바꿔|이렇게))"
_OTHER = r"(?:[은는]|이|가|:|：|-|=)"
_LABEL = (
    r"(?:이름|성함|성명|존함|예금주|수령인|수취인|수령자|수취자|명의자?|받는 ?(?:사람|분|이)|받으실 ?분|받을 ?사람|보내는 ?(?:사람|분)|보호자|계약자|예약자|주문자|주문인|입금자|송금인|신청인|신청자"
    r"|가입자|피보험자|대표자|환자|투숙객|탑승객|탑승자|구매자|의뢰인|카드주|소유주|소유자|담당자?|세대주|계정주|수신인|발신인|대리인|위임인|상속인|후견인|보증인|양수인|양도인|매수인|매도인|임차인|임대인|청구인|발송인|수익자|관리자|동행인|동반자|책임자|접수자|제보자|(?:고객|회원|학생|직원|자녀|주문자|입금자|신청자|환자|보호자)(?:명|님 ?성함|님 ?이름)|본명|예명|실명|닉네임|영문명)"
    r"(?:[ ]?(?:이름|성함|명|분|본인))?"
)
_TOLD = re.compile(
    rf"(?<![가-힣])(?:고객님? ?|본인 ?|회원 ?|영문 ?|[제내])?{_LABEL}(?:이요\?\s|\s?{_OTHER}(?:요[,.]?(?=\s))?\s*(?:(?:어|음|저|그|네)[ ,.]+)?|\s+)(?P<name>)"
)
_PLACED = re.compile(
    rf"(?<![가-힣])(?P<name>{_FULL}|{_FOREIGN}|{_GIVEN})(?= (?:이름|명의|성함|앞)(?:으로|로|이|예|입|고|에|의|에요)| ?명의(?:로|예|입|이|의|고))"
)
_SELF_WORDS: Final = (
    r"(?:저는요?|전|저|저두|저도|나는|난|제가|본인은|여기는|저희는|제 이름이|이쪽은|여기|이 사람은)"
)
_SELF = re.compile(
    rf"(?:(?<![가-힣]){_SELF_WORDS}|담당|센터|팀|점|몰|상담실|데스크|[가-힣]님[!,.]?|(?<![가-힣])안녕하[세십][가-힣]{{1,3}}[!,.~]?|반갑습니다[!,.]?|감사합니다[!,.]?|여보세요[!,.?]?|(?<![가-힣])(?:네|예|아|어)[,.]?)"
    rf",?\s(?P<between>(?:[가-힣A-Za-z0-9]{{1,10}}(?:의|에서|에|점|팀|센터)? ){{0,2}})(?:(?:고객|상담사|상담원|매니저) )?(?P<name>{_FULL}|{_SPACED}|{_GIVEN}|{_FOREIGN}|{_FOREIGN_FIRST})"
    r"(?P<said>이?라고 ?(?:합니다|해요|하는데|하고|하며|해|하구|불러|적|말씀)|라고요|입니다|이에요|예요|이예요|에요|인데|이고|고요|구요|이구|이라|이?거든|이요|라 ?(?:합|하)|임(?![가-힣])|여요)"
)
_WHO_CALLED = re.compile(
    rf"(?:통화|주문|예약|문의|전화|신청|연락|구매|결제|접수|상담|말씀|가입|계약|글|방문|메일|톡)[가-힣]{{0,4}}(?:한|했던|드린|드렸던|하신|했던|남긴|받은|받았던|쓴|보낸|주신) (?P<name>{_WIDER}|{_SPACED}|{_FOREIGN})(?=입니다|이에요|예요|인데|이라고|라고|이고|이요)"
)
_SAID = re.compile(
    rf"(?<![가-힣])(?P<name>{_FULL}|{_FOREIGN})이?라고 ?(?:합니다|해요|하는데|하구|하는 ?(?:사람|고객)|불러|적혀|되어|돼|등록|말씀)"
)
_ROLE_WORDS: Final = r"(?:상담사|상담원|상담직원|매니저|담당자?|팀장|대리|과장|차장|부장|실장|점장|주임|사원|기사|고객센터|예약센터|콜센터|본인|대표(?:자|님)?|직원|엔지니어|간호사|의사|원장|교수|변호사|설계사|컨설턴트|플래너|코디|지점장|고객|회원|봇)"
_ROLE_BEFORE = re.compile(
    rf"{_ROLE_WORDS}(?:은|는|이|가)?,?\s(?P<name>{_FULL})(?=\s?(?:입니다|(?:이|가) (?:도와|안내|응대|답변|처리|받)|이에요|예요|이라고|라고|이고|이었습니다|였습니다|인사|드림|올림|배상|[.,!]?$)| (?:기사|상담[사원]|매니저|팀장|과장|대리)님?)"
)
_ROLE_AFTER = re.compile(
    rf"(?<![가-힣])(?P<name>{_FULL}|{_GIVEN})(?= (?:{_ROLE_WORDS}|책임|선임|프로|사무장|사장)(?:님|입니다|이에요|예요|이라고|라고|이고|인데|이 |가 |께|한테|에게)| ?(?:드림|올림|배상)\s*[.)]?(?:$|\n))"
)
_ROLE_SAID = re.compile(
    rf"(?<![가-힣])(?P<name>{_WIDER})(?= (?:{_ROLE_WORDS}|책임|선임)님?(?:입니다|이에요|예요|이라고|라고|이고|인데|이었습니다|였습니다| 연결| 부탁| 계신| 바꿔|께))|(?<![가-힣])(?P<self>{_WIDER})(?= 본인(?:입니다|이에요|인데|이고|맞| 맞))"
)
_SPACED_FIRST = re.compile(
    rf"^(?:(?:네|예|아|저는|저)[ ,.]+)?(?P<name>(?:{_DOUBLE_SURNAMES}) [가-힣]{{1,2}}|[{_FREQUENT_SURNAMES}탁] [{_GIVEN_FIRST}] ?[{_GIVEN_LAST}])(?=입니다|이에요|예요|이라고|라고)"
)
_ENTERED = re.compile(  # "카드에는 …으로 되어 있어요", "이름을 …으로 바꿔 주세요"
    rf"(?<![가-힣])(?:(?:카드|여권|신분증|통장|면허증|서류|예약)에는? (?P<name>{_WIDER}|{_FOREIGN})(?=으?로 (?:되어|돼|적혀|나와|등록))|(?:이름|성함|예약자|수령인|받는 ?(?:분|사람)|예금주|입금자)(?:명|님)?[을만]? (?P<self>{_WIDER})(?=으?로 ))"
)
_SURNAME = re.compile(
    rf"(?<![가-힣])성(?:씨)?[은는이가] (?P<name>{_DOUBLE_SURNAMES}|[{_SURNAMES}])(?=이고|고|이에요|예요|씨|입니다|이요|요|이며|,)"
)
_SIGNED = re.compile(
    rf"(?<![가-힣])(?P<name>{_FULL}|{_SPACED}|{_FOREIGN}) ?(?:드림|올림|배상|拜上)\s*[.)]?(?:$|\n)"
)
_ADDRESSED = re.compile(
    rf"(?<![가-힣])(?P<name>{_SPACED}(?={_HONORED})|{_FULL}(?={_HONORED})|{_LIKELY}(?=님| ?선생님)|{_GIVEN}(?= (?:씨|님)(?![가-힣])|씨(?![가-힣])| ?고객님)"
    rf"|{_FOREIGN}(?= ?고객님| ?회원님| 님(?![가-힣])))"
)
_FAMILY = re.compile(
    rf"(?<![가-힣])(?:남편|아내|와이프|아들|딸|동생|언니|오빠|누나|형|어머니|아버지|엄마|아빠|친구|동료|손자|손녀|장모님|시어머니|여자친구|남자친구|할머니|할아버지|조카|사위|며느리|배우자|신랑|집사람)(?:인|은|는|이|가)? (?P<name>{_LIKELY}|{_WIDER}(?=인데|입니다|이에요|예요|이고|고요|이라고|라고|씨|님| 명의| 이름))(?![가-힣]{{0,3}}(?:해|했|하)[가-힣])"
    rf"|(?<![가-힣])(?P<child>{_GIVEN})이? ?(?=(?:엄마|아빠|어머니|아버지|맘)(?:예요|에요|인데|입니다|이에요|고요|라고))"
)
_AFTER_ENGLISH = re.compile(
    rf"(?i:\b(?:name(?:'s| is|:)|this is|i'm|i am|speaking (?:to|with)|call me|mrs?\.?|ms\.?)) (?P<name>{_FULL}|{_SPACED}|{_FOREIGN}|{_GIVEN})(?=[^가-힣]|$)"
)
_LATIN_CUE = re.compile(
    rf"(?:(?<![가-힣]){_SELF_WORDS}|{_LABEL}\s?{_OTHER}|(?<![가-힣])(?:상담사|고객|회원|매니저|담당자|미스터|미스|닥터))\s+(?P<name>)(?=[A-Za-z])"
)
_LATIN_ENDS = re.compile(rf"\s?(?:{_BE}|고객|님|씨|[.,!?)\n/]|$)")
_LATIN_ADDRESSED = re.compile(
    rf"(?<![A-Za-z'’-])(?P<name>)[A-Z][A-Za-z'’-]{{1,20}}(?: [A-Z][A-Za-z'’-]{{0,20}}){{0,3}}(?P<after>{_HONORED}|님|이?라고 (?:합니다|해요|하는데)| 드림| 올림| (?:이름|명의)(?:으로|로))"
)
_NOT_NAMES: Final = (
    r"[었였됐했갔있없].*|못.*|모르.*|몰라.*|안 .*|.*[으냐]|[공영일이삼사오육칠팔구십백천만월년]{2,}|중이|달라.*|대한|대해|방문.*|소관|안이|원이|원어민|하시.*|한명.*|별채|.{2,}[로길]|편의.*|[었였].*|정부.*|심장.*|뭐.*|무엇|무슨.*|비밀|그거|이거|저거|동일|같은.*|다른.*|영문|영어로?|한글로?|필요.*|아니.*|아직|맞는.*|사용.*|변경.*|정확.*|제대로|반드시|여기.*"
    r"|나중.*|전부|모두|지금.*|이렇게.*|기억.*|누구.*|어떻게.*|본인.*|저희.*|우리.*|그대로|이전.*|기존.*|소중한?|감사.*|고객.*|회원.*|여러.*"
    r"|이랑|하고|부터|이네|이요|이라|이나.*|[은는이가]? ?[나이] .*|어머.*|아버.*|.*(?:주세|드려|세요|어요|해요|려요|바꿔|알려|적어|[는을를])|(?![김이박최정강조윤장임한오서신권황안송홍유남제])(?!@은$).*은|이것|그것|여권.*|지난번?|똑같|설치.*|라니"
    r"|.*(?:게|데|요|까|죠|면|네|[하되이리기지으]고|[해아어라려면와가에께여져워나]서|지만|든지?)|.*(?:되|의|니다|한테|에게|께서|에서|하는|드릴|드린|말씀|습니|합니|입니)|주문.*|구매.*|예약.*|이용.*|신청.*|가입.*|계약.*|수령.*|보호.*|담당.*"
    r"|상담.*|연결.*|지정.*|확인.*|연락.*|전화.*|안내.*|문의.*|부모.*|남편.*|아내|와이프.*|동생.*|엄마|아빠|아들|성함.*|이름.*|하나로?|두개|명의.*|주부|주민|직원|직장인|사람.*|사용자|이용자"
    r"|선생.*|기사.*|사장.*|강사.*|원장.*|소장.*|부장.*|차장.*|과장.*|반장.*|회장.*|교수.*|의사.*|간호.*|손님.*|주인.*|임차.*|임대.*|소유.*|환자.*|피보험.*|피해.*|진짜.*|제가.*|사실.*|등록.*|삭제.*|오타.*|공개.*|표시.*"
    r"|임산부|한국.*|중국.*|미국.*|영국.*|일본.*|외국.*|대학.*|고등.*|중학.*|초등.*|신입.*|신규.*|장애.*|유학.*|반대.*|지방.*|서울.*|부산.*|인천.*|대구.*|대전.*|광주.*|제주.*|강남.*|경기.*|성남.*|수원.*|용인.*|안양.*|안산.*|고양.*|전주.*|천안.*"
    r"|안드로.*|아이폰|아이.*|유료.*|무료.*|정기.*|정상.*|정말.*|전혀|전체|전액|현재.*|현금.*|현대.*|오늘.*|내일.*|어제.*|이번.*|다음.*|주말.*|이미|이제|이유|이상.*|이하|이외|문제.*|문자.*|고장.*|고민.*|고령.*|구독.*|구형|신형|신청|신용.*|신분.*|장기.*|장바.*|단기.*|최초.*|최근.*|최대.*|최종.*|최소.*"
    r"|배송.*|배달.*|배정.*|반품.*|교환.*|환불.*|취소.*|결제.*|결혼.*|주소.*|주차.*|주인.*|주식.*|기타.*|기본.*|기간.*|기계.*|기억|금액.*|금방.*|공동.*|공식.*|공짜|방금.*|방법.*|성인.*|남자.*|여자.*|남성.*|여성.*|노인.*|미성년.*|미정|미납|미리"
    r"|하이.*|하지.*|하루.*|하자.*|오전.*|오후.*|오류.*|오픈.*|원래.*|원룸|원인|명함|명절|명세.*|인터넷.*|인증.*|인상.*|인원.*|조금.*|조카.*|조회.*|조건.*|조립.*|조만간|조용|조심|도착.*|도대체|도로.*|도움.*|선물.*|선택.*|선불.*|설명.*|설날|연체.*|연장.*|연세|위치.*|위약.*|표시|표현|소리|소액|소비.*|소파|석사|마음.*|마지.*|마감|길이|길에|예전.*|예정.*|예상.*|경우.*|경찰.*|경비.*|동네.*|동의.*|동일.*|동행.*|동안|부분.*|부탁.*|부담.*|부족.*|사진.*|사이즈|사유.*|사고.*|사람|가격.*|가능.*|가족.*|가입|가정.*|가게.*|복사|복구|태블릿|형님|두시|두번|음식|음성|온라인|온도|호텔.*|호실|호출|범위|라면|라인|차량.*|차이.*|차단.*|우편.*|우선.*|우산|민원.*|진행.*|진료.*|나머지|나이|나라|지점.*|지역.*|지연.*|지급.*|지불.*|지하.*|지시|천천히|천원|채팅.*|채널|함께.*|추가.*|추천.*|여행.*|여유|여부|염색|변호사.*|심심|심각|허가|허위|백화점|백신|양식|양도|양쪽|손해.*|손상|문앞|문의|송장.*|송금.*|류|홍보.*|전기.*|전문.*|전달.*|전세.*|권리|권한|황당|황금|안경|안전.*|안심.*|서비스.*|서류.*|서명.*|신발.*|신고.*|신속|한번.*|한달|한시|한참|한도|한분|한명|임시.*|임직원|장난.*|장소|장마|장애|윤리|조선|강아지.*|강제.*|강의|강력|정보.*|정도.*|정리.*|정산.*|정가|정책.*|최선.*|박스.*|박사|이메일.*|이벤트.*|이사.*|이름|이동.*|이체.*|이달|이틀|이월|이모.*|김치.*|김밥|김포|하나|하늘색|유선.*|유효.*|유통.*|유지|유아|유심.*|오해|오빠|오배송|구성|구분|구매|구두|구청|모델.*|모바일.*|모친|모르.*|여보세.*|안녕.*|죄송.*|반갑.*|수고.*|수리.*|수정.*|수요일|월요일|화요일|목요일|금요일|토요일|일요일|실례.*|잠시.*|네네|맞습.*|맞아.*|괜찮.*|알겠.*|그냥.*|그럼.*|그게.*|그런.*|그래.*|글쎄.*|잘못.*|모름.*|바로.*|먼저.*|혹시.*|아까.*|일단.*|일반.*|제품.*|제일|제주|제발|제거"
    r"|솔직.*|다시.*|대신.*|대리.*|대표.*|대기.*|대상.*|대출.*|대략|해지.*|해당.*|해외.*|해결.*|화면.*|화이트|화장.*|후기.*|후불|재고.*|재배.*|재발.*|재시.*|자동.*|자주|자세.*|자녀.*|자기.*|자체|종이|종료.*|종류|준비.*|중고.*|중간.*|중복.*|중요.*|지인|진상|찬성|창구|창고|철회|청소.*|청구.*|충전.*|태국.*|학생.*|학원.*|학교.*|핸드.*|현관.*|형제|혼자|홈쇼핑|휴가.*|휴대.*|휴일|희망.*|세탁.*|세일|세대|세금|시간.*|시작.*|시스템|시도|시리.*|아무.*|아이|아래.*|아파트.*|아침.*|안내|언제.*|언니|업체.*|연결|영상|영업.*|영수증.*|온수|완료.*|완전|외부|요금.*|우리|운송.*|운전.*|원하.*|유형|은행.*|의견|의류|의자|인하|일부.*|일시.*|일정.*|임신|자리|작년|작업|저녁.*|적립.*|제한|조정|종일|주변|주유|통장.*|통화.*|파손.*|판매.*|포인트.*|포장.*|품절|품질|프린터.*|피해|필터|할인.*|항공.*|회사.*|회선|회수.*|혜택.*|후회"
)
_NO_NAME = re.compile(_NOT_NAMES.replace("@", f"[{_FREQUENT_SURNAMES}][{_GIVEN_FIRST}]"))
_NOT_GIVEN: Final = words_of(
    """소식 영광 가지 재봉 지성 수온 건성 민감 가수 가정 경우 경기 경찰 관리 관심 광고 근처 금리 금지 기간 기기 기능 기록 기름 기분 기사 기술 기온 기운 나라 나무 나이 남은 단지 대기 대리 대상 대신 대안 도구 도로
    도시 도움 동네 동안 동영상 두명 문구 문제 미안 민원 별로 병원 보관 보상 보안 보호 복구 사유 상담 상자 상태 상품 서비스 서류 서로 석유 선생 선수 설비 설정 성격 성능 성인 세상 세일 소리 소유 소음 송장 수건
    수리 수선 수신 수수료 수영 수정 수준 수지 순서 순위 승인 시기 시련 시설 시민 시선 시중 신상 신선 신세 신용 신원 아무 아이 안내 안심 양호 언제 여기 여유 여자 연기 연령 연휴 영구 영상 영수 예산 예상 예선 예의 완제 용기 용량 용산 우리 우비 우선 우산 운송
    운영 원리 원인 유리 유선 유심 유연 유의 유지 유형 은행 의미 의사 의심 의원 의자 이건 이동 이름 이상 이유 이율 이전 이후 인기 인사 인상 인식 인원 일반 일부 일상 일시 일정 임신 자료 자리 자신 자주 장기 장비 장소 재미 재산
    정리 정보 정상 정신 정원 정지 제가 제안 제일 조건 조정 주문 주민 주부 주소 주인 주유 주의 준비 중간 중고 중국 중기 중순 지금 지나 지수 지시 지연 지원 지인 지정 지하 진료 진상 창구 채용 천연 철수 청소 청구 초기 초록 충성 치수 치아 태풍 하나 하우스 하자 학교 학기 학비 학생 한국 한기 한복 한번 해결 해군
    해산 해외 해제 향기 향수 현기 현상 현실 현지 형광 형제 호수 호실 홍수 화면 화상 화재 화환 효과 효율 후기 후원 휴가 희소 가운 가게 건강 건조 경영 규정 단기 다리 다음 대학 리모 명의 문자 미만 미리 미용 본인 서명 선택 성명 성함 소재 아래 아주 아침 아까 안경 애기 여신 연결 예정 오전 옥상 원하 유일 은근 자기 자영 정수 정식 조리 조기 조심 종이 종일 주기 주로 주간 중요 지구 지상 지역
    직원 차이 창문 천만 초원 하루 하늘 학원 한글 한도 한시 호기 홍보 화분 화요 효도 후배 원래 소비 단체 도대 동생 세대 시간 시내 시작 아빠 엄마 언니 오빠 여행 자녀 정도 제품 주차 하지 해지 해당"""
)
_FILLER = re.compile(
    r"(?:(?:[가-힣]{1,5} )?(?:이름|명의|성함)(?:이에요|이요|요|인데요|이고요|으로요|으로)[, .]+|(?:네네|넵|네|예|아니요|아뇨|아|어|음|저기|저는|저|그|제가|전|제|여기|잠시만요|당연하죠|그럼요|물론이죠|맞아요|안녕하세요|실례지만)[\s,.!~…-]+|(?:제 |저희 )?(?:[가-힣]{1,4} )?(?:이름|성함|예금주|명의|본명)[은는이가]? |(?:저희 )?(?:남편|아내|와이프|아들|딸|동생|언니|오빠|누나|형|어머니|아버지|엄마|아빠|친구|회사 대표)(?:분|님)?(?:인|이|가|은|는|이고|이요|요)?[,.]? (?:이름|성함|명의)?[은는]? ?)"
)
_ANSWER_END = rf"(?=\s?(?:{_BE}|$|[,.!?~\n/(]|고객|이름|명의|앞으로|맞|되|드림|올림)|\s+(?:전화|번호|연락|010|01|\d|이름|명의|으로|고객|입니다|이고|생년|주문))"
_ANSWER = re.compile(
    rf"(?P<name>(?:{_SPELLED_OUT}|{_SPACED}){_ANSWER_END}|(?:{_DOUBLE_SURNAMES})[가-힣]{{1,2}}?{_ANSWER_END}|[{_SURNAMES}][가-힣]{{2}}{_ANSWER_END}|(?:{_FOREIGN}|{_FOREIGN_FIRST}){_ANSWER_END}|[{_SURNAMES}][가-힣]{_ANSWER_END}|{_GIVEN}{_ANSWER_END}"
    rf"|[가-힣]{{2,5}} [가-힣]{{1,5}}(?: [가-힣]{{1,5}})?(?=(?:이라고|라고|입니다|이에요|예요|이요|요)(?![가-힣])|$|[.,]))"
)
_WITHIN = re.compile(
    rf"(?<![가-힣])(?P<name>{_LIKELY})(?={_END}|이?(?:요|에요|예요)(?![가-힣])|입니다|이라고|이고|인데|으로|로 )"
)
_TOLD_NAME = re.compile(
    rf"(?P<name>(?:{_SPELLED_OUT}|{_SPACED})(?=\s?{_BE}|{_END}| (?:기사|상담|고객|님|매니저|팀장|선생|씨|대리|과장|차장|부장|실장|점장|주임|사원|이사|원장))|(?:{_DOUBLE_SURNAMES})[가-힣]{{1,2}}?(?=\s?{_BE}|{_END}| (?:기사|상담|고객|님|매니저|팀장|선생|씨|대리|과장|차장|부장|실장|점장|주임|사원|이사|원장))|[{_SURNAMES}][가-힣]{{2}}(?=\s?{_BE}|{_END}| (?:기사|상담|고객|님|매니저|팀장|선생|씨|대리|과장|차장|부장|실장|점장|주임|사원|이사|원장))|[가-힣]{{2,5}}(?: [가-힣]{{1,5}}){{1,2}}?(?=(?:이라고|라고|입니다|이에요|예요|이고|고요|으로)|$)"
    rf"|[가-힣]{{2,4}}?(?=\s?{_BE})|[{_SURNAMES}][가-힣]{{1,2}}(?={_END}))"
)


_SURE: Final = (
    _SAID,
    _ROLE_BEFORE,
    _ADDRESSED,
    _AFTER_ENGLISH,
    _WHO_CALLED,
    _SIGNED,
    _ENTERED,
    _SURNAME,
    _ROLE_SAID,
    _SPACED_FIRST,
)
_FORMS: Final = (_TOLD, _SELF, _LATIN_CUE, _LATIN_ADDRESSED, *_SURE, _PLACED, _ROLE_AFTER, _FAMILY)
_LITERALS: Final = Literals(_FORMS)
possible_forms: Final = _LITERALS.among  # of Korean names that a text may have, as bits


def korean_names(text: str, asked: bool) -> Iterator[Span]:
    """Where names stand that Korean words announce, or that answer the turn before."""
    possible = _LITERALS.among(text)
    told, introduced, latin_cue, latin_addressed, *others = (
        form.finditer(text) if possible >> place & 1 else () for place, form in enumerate(_FORMS)
    )
    for match in told:
        name = _TOLD_NAME.match(text, match.end())
        bare = match[0][-1].isspace() and not re.search(rf"{_OTHER}\s*$", match[0])
        if name is not None and _is_name(name["name"]) and (not bare or _looks_full(name["name"])):
            yield name.span("name")
    for match in introduced:
        alone = len(match["name"]) > 2 or not match["between"] or match[0][0] in "안반여"
        self_said = not match["between"] and match[0][0] in "저전제나"
        if alone and (_introduces(match["name"], match["said"]) or (self_said and _is_wide(match["name"]))):
            yield match.span("name")
    for match in chain(*others[: len(_SURE)]):
        group = "name" if match["name"] else "self"
        if _is_name(match[group]) and (len(match[group]) > 2 or match[group] not in _NOT_GIVEN):
            yield match.span(group)
    for match in chain(*others[len(_SURE) :]):
        group = "name" if match["name"] else "child"
        if _is_name(match[group]) and (_looks_likely(match[group]) or match.re is _FAMILY):
            yield match.span(group)
    for match in latin_cue:
        span = name_at(text, match.end(), Trust.CAPITAL)
        if span is not None and _LATIN_ENDS.match(text, span[1]):
            yield span
    for match in latin_addressed:
        span = name_at(text, match.start(), Trust.CAPITAL)
        if span is not None and span[1] == match.start("after"):
            yield span
    if asked:
        yield from _answer(text)


def _answer(text: str) -> Iterator[Span]:
    start = len(text) - len(text.lstrip())
    for _ in range(5):
        if (filler := _FILLER.match(text, start)) is None:
            break
        start = filler.end()
    match = _ANSWER.match(text, start)
    if match is not None and _is_name(match["name"]) and match["name"] not in _NOT_GIVEN:
        yield match.span("name")
    for match in _WITHIN.finditer(text, start):
        if _is_name(match["name"]):
            yield match.span("name")


def _is_name(name: str) -> bool:
    return not any(_NO_NAME.fullmatch(part) for part in {name, *name.split()})


def _looks_full(name: str) -> bool:
    """Whether a name has a surname before two syllables, or spaces."""
    return re.fullmatch(rf"{_FULL}|{_SPACED}|{_FOREIGN}", name) is not None


def _looks_likely(name: str) -> bool:
    if re.fullmatch(_GIVEN, name):
        return name not in _NOT_GIVEN
    return re.fullmatch(rf"{_LIKELY}|{_SPACED}|{_FOREIGN}|{_FOREIGN_FIRST}", name) is not None


def _is_wide(name: str) -> bool:
    """Whether a name has a rare surname before syllables that given names have."""
    return len(name) > 2 and _is_name(name) and re.fullmatch(_WIDER, name) is not None


def _introduces(name: str, said: str) -> bool:
    """Whether "저는 … 입니다" says a name: one that looks like it, or any where it is said to be called so."""
    if not _is_name(name):
        return False
    return _looks_likely(name) or ("라고" in said and (_looks_full(name) or " " in name))
