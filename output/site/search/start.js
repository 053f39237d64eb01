found("start",{"terms":["01","частности"],"rows":250,"languages":["fi","en","sv","ru"]})
